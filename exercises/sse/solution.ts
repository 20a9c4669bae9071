import { openStream, show } from '../world/stream.ts'

let lastId: number | undefined
let isDone = false

async function readStream() {
  for await (const event of openStream(lastId)) {
    // Le serveur peut répéter ce qu’il n’est pas sûr d’avoir envoyé
    if (event.id > (lastId ?? 0))
      show(event)
    lastId = Math.max(event.id, lastId ?? 0)
    isDone = event.type === 'done'
  }
}

while (!isDone) {
  // Coupé ou fermé avant « done » : on revient, après une seconde
  await readStream().catch(() => {})
  if (!isDone)
    await new Promise(resolve => setTimeout(resolve, 1000))
}
