import type { LoadModule } from './modules.ts'
import process from 'node:process'
import { workerData } from 'node:worker_threads'
import { FAKE_TIMERS } from './modules.ts'
import { serveOneJob } from './program.ts'

const loaders: Record<string, () => Promise<object>> = {
  'emittery': () => import('emittery'),
  './bus/event-bus.ts': () => import('../snippets/bus/event-bus.ts'),
  './bus/command-runner.ts': () => import('../snippets/bus/command-runner.ts'),
  '../world/shipping.ts': () => import('../exercises/world/shipping.ts'),
  '../world/documents.ts': () => import('../exercises/world/documents.ts'),
  '../world/jobs.ts': () => import('../exercises/world/jobs.ts'),
  '../world/stream.ts': () => import('../exercises/world/stream.ts'),
  '../world/payments.ts': () => import('../exercises/world/payments.ts'),
  '../world/carrier.ts': () => import('../exercises/world/carrier.ts'),
  '../world/crm.ts': () => import('../exercises/world/crm.ts'),
  '../world/orders.ts': () => import('../exercises/world/orders.ts'),
  [FAKE_TIMERS]: () => import('@sinonjs/fake-timers'),
}
const load: LoadModule = specifier => loaders[specifier]!()

serveOneJob(workerData as MessagePort, {
  loadWith: () => load,
  listenForErrors(onError) {
    process.on('unhandledRejection', (reason, promise) => onError('floating', reason, promise))
    process.on('uncaughtException', error => onError('callback', error))
  },
  workTime() {
    const { user, system } = process.threadCpuUsage()
    return (user + system) / 1000
  },
})
