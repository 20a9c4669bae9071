import type { ConnectionPool } from '../../../simulation/network/connection-pool.ts'
import type { NetworkChange } from '../../../simulation/network/network.ts'
import { createEventQueue } from '../../../simulation/engine/event-queue.ts'
import { createRecorder } from '../../../simulation/engine/recorder.ts'
import { createHttp } from '../../../simulation/network/http.ts'
import { createNetwork } from '../../../simulation/network/network.ts'

export const LATENCY = 100

/** When each fault happens, once or several times. */
type Faults = Partial<Record<NetworkChange | 'lose-next', number | number[]>>

/** A network of four clients, 100 ms away from the server, whose faults are scheduled by time; and a log with times. */
export function givenNetwork(faults: Faults = {}, { jitter = 0, seed = 1, pool }: { jitter?: number, seed?: number, pool?: ConnectionPool } = {}) {
  const queue = createEventQueue()
  const recorder = createRecorder<'bytes'>(['bytes'])
  const network = createNetwork({ queue, recorder, seed, clients: 4, latency: LATENCY, jitter })
  const http = createHttp(queue, network, pool)
  network.apply(Object.entries(faults).flatMap(([kind, times]) => [times].flat().map(at => ({ at, do: kind as NetworkChange }))))
  const log: string[] = []
  const write = (text: string) => void log.push(`${queue.now} ${text}`)
  /** Runs to the end and gives what was written. */
  function run() {
    queue.run()
    return log
  }
  /** Each message as it went. */
  const messages = () => recorder.finish(seed, queue.now).events.flatMap(event => event.kind === 'message'
    ? [`${event.label} ${event.from} ${event.sentAt} → ${event.to} ${event.receivedAt ?? `lost ${event.lostAt}`}`]
    : [])
  const marks = () => recorder.finish(seed, queue.now).events.flatMap(event =>
    event.kind === 'mark' ? [`${event.label} ${event.lane} ${event.at} ${event.tone}`] : [])
  return { queue, recorder, network, http, log, write, run, messages, marks }
}
