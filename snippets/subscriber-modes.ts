import { createBus } from './event-bus.ts'

const work = (name: string, ms: number) => async () => {
  await new Promise(res => setTimeout(res, ms))
  console.log(`  ${name} done`)
}

for (const mode of ['async', 'sync'] as const) {
  const bus = createBus()
  bus.subscribe('departed', work('status', 300), { name: '1', mode })
  bus.subscribe('departed', work('task', 200), { name: '2', mode })
  bus.subscribe('departed', work('email', 100), { name: '3', mode })

  await bus.publish('departed', 'S-42')
  console.log(`${mode}: publisher resolved`)
  await new Promise(res => setTimeout(res, 500))
}
