import { buildApp } from 'fauxqs'

/** SNS and SQS on this machine, which answer it alone: fauxqs' own `startFauxqs` answers the network. */
export async function startSnsEmulator(): Promise<{ address: string, stop: () => Promise<void> }> {
  const app = buildApp({ logger: false })
  const address = await app.listen({ port: 0, host: '127.0.0.1' })
  return { address, stop: () => app.close() }
}
