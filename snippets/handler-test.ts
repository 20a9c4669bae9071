const shown = new Map<string, any>()
function onStatus({ id, status, rank = 0 }: any) {
  if (rank >= (shown.get(id)?.rank ?? 0))
    shown.set(id, { status, rank })
}
const old = { id: 'S-42', status: 'booked' } // version 1
const left = { id: 'S-42', status: 'left', rank: 1 }
const here = { id: 'S-42', status: 'arrived', rank: 2 }

for (const events of [
  [left, here],
  [left, left, here], // deux fois
  [here, left], // à l’envers
  [here, old], // ancienne version
]) {
  shown.clear()
  events.forEach(onStatus)
  const names = events.map(({ status }) => status)
  console.log(`${names} → ${shown.get('S-42').status}`)
}
