import { createBus } from './bus/event-bus.ts'

const work = { status: 300, task: 200, email: 100 }

for (const mode of ['async', 'sync'] as const) {
  const { publish, subscribe } = createBus()
  for (const [name, ms] of Object.entries(work)) {
    await subscribe('departed', async () => {
      await new Promise(res => setTimeout(res, ms))
      console.log(`  ${name} done`)
    }, { name, mode })
  }

  await publish('departed', 'S-42')
  console.log(`${mode}: publisher resolved`)
  await new Promise(res => setTimeout(res, 500))
}
