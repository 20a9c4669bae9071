import process from 'node:process'
import { workerData } from 'node:worker_threads'
import { serveOneJob } from './program.ts'

serveOneJob(workerData as MessagePort, {
  loadWith: () => specifier => import(specifier.startsWith('.') ? new URL(`../snippets/${specifier}`, import.meta.url).href : specifier),
  listenForErrors(onError) {
    process.on('unhandledRejection', reason => onError('floating', reason))
    process.on('uncaughtException', error => onError('callback', error))
  },
  workTime() {
    const { user, system } = process.threadCpuUsage()
    return (user + system) / 1000
  },
})
