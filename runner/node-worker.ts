import process from 'node:process'
import { workerData } from 'node:worker_threads'
import { serveOneJob } from './program.ts'

serveOneJob(workerData as MessagePort, (onError) => {
  process.on('unhandledRejection', reason => onError('floating', reason))
  process.on('uncaughtException', error => onError('callback', error))
}, () => {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
})
