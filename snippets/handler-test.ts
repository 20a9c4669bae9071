const shown = new Map<string, { status: string, rank: number }>()

function onStatus({ id, status, rank = 0 }: any) {
  if (rank > (shown.get(id)?.rank ?? -1)) // en retard : ignoré
    shown.set(id, { status, rank })
}

const booked = { id: 'S-42', status: 'booked' } // version 1, sans rang
const left = { id: 'S-42', status: 'departed', rank: 1 }
const here = { id: 'S-42', status: 'arrived', rank: 2 }

// Le test : deux fois, à l’envers, en ancienne version
for (const events of [[left, here], [left, left, here], [here, left], [here, booked]]) {
  shown.clear()
  events.forEach(onStatus)
  console.log(events.map(({ status }) => status).join(', '), '→', shown.get('S-42')?.status)
}
