import type { Exchange } from '../../network/http.ts'
import type { MessageContent } from '../../network/network.ts'
import type { Retrieval } from '../retrieval.ts'
import type { Browsers, SseMetric, SseParams } from './model.ts'
import { BYTES } from '../../network/http.ts'
import { hasConnectionLimit, STREAM_BYTES } from './model.ts'

const OPENED: MessageContent = { label: 'opened', tone: 'server', bytes: STREAM_BYTES.opening }
const NOTHING_LEFT: MessageContent = { label: 'nothing-left', tone: 'waiting', bytes: BYTES.notModified }
const PING: MessageContent = { label: 'ping', tone: 'waiting', bytes: STREAM_BYTES.ping }
const NO_CONTENT: MessageContent = { label: 'no-content', tone: 'server', step: 6, bytes: BYTES.notModified }

/** A client's end of a stream, as the server's messages reach it. */
export interface StreamReader {
  /** Number of the client. */
  readonly index: number
  /** The stream is open. */
  onOpened: () => void
  /** A sign of life has arrived. */
  onHeartbeat: () => void
  /** Events up to the number `last` have arrived. */
  onEvents: (last: number, count: number) => void
  /** The stream opened without an event and was closed. */
  onEmptyStream: () => void
  /** The server closed the stream after its last event. */
  onServerClosed: () => void
  /** A 204: there is nothing more to come back for. */
  onNoContent: () => void
  /** The server has nothing left to send: the user will not wait for ever. */
  leaveLater: () => void
}

export interface StreamServer {
  /** Answers the request for a stream with the events that came after the last one the client had. */
  serve: (reader: StreamReader, exchange: Exchange, lastEventId: number) => void
  /** A part of a client's job is done: sends its event to the client, if its stream is open. */
  announce: (client: number, event: number) => void
  /** The stream of a client is over for the server. */
  detach: (client: number) => void
}

/** The server of event streams, with the counters of its connections and of the events that it could not send. */
export function createStreamServer({ queue, recorder, jobs }: Retrieval<SseMetric>, params: SseParams, browsers: Browsers): StreamServer {
  const { events: M, ending, keepsHistory, heartbeat } = params
  const isLimited = hasConnectionLimit(params)
  /** The streams that are open at the server. */
  const open: ({ reader: StreamReader, exchange: Exchange, cancelPing?: () => void } | undefined)[] = Array.from({ length: browsers.streams })
  const streamsOfBrowser = new Uint8Array(params.clients)
  /** For each client, the event up to which its missed ones are counted. */
  const countedUntil = new Uint8Array(browsers.streams)

  const result = { label: ending === 'done' ? 'result-done' : 'result', tone: 'success', step: 6 } as const
  const eventMessages = Array.from({ length: M }, (_, index): MessageContent => index + 1 === M
    ? { ...result, bytes: STREAM_BYTES.result }
    : { label: 'progress', detail: Math.round(100 * (index + 1) / M), tone: 'message', step: 5, bytes: STREAM_BYTES.event })

  /** Several events with which a stream opens, as one message. */
  function openingEvents(last: number, count: number): MessageContent {
    const bytes = STREAM_BYTES.opening + count * STREAM_BYTES.event
    return last === M
      ? { ...result, bytes: bytes - STREAM_BYTES.event + STREAM_BYTES.result }
      : { label: 'missed-events', detail: count, tone: 'message', step: 5, bytes }
  }

  /** Counts the connection of a stream, unless the browser has another stream on it. */
  function countConnection(client: number, change: 1 | -1) {
    const browser = browsers.browserOf(client)
    streamsOfBrowser[browser]! += change
    const hasItsOwn = isLimited || streamsOfBrowser[browser] === (change === 1 ? 1 : 0)
    if (!hasItsOwn)
      return
    recorder.add('connections', queue.now, change)
    recorder.raise('peakConnections', queue.now, recorder.value('connections')!)
  }

  function attach(reader: StreamReader, exchange: Exchange) {
    // The client is on this stream: another one that the server still had with it is dead.
    open[reader.index]?.exchange.end()
    open[reader.index] = { reader, exchange }
    countConnection(reader.index, 1)
    schedulePing(reader.index)
  }

  function detach(client: number) {
    const stream = open[client]
    if (!stream)
      return
    open[client] = undefined
    stream.cancelPing?.()
    countConnection(client, -1)
  }

  function schedulePing(client: number) {
    const stream = open[client]
    if (heartbeat === 0 || !stream)
      return
    stream.cancelPing = queue.timer(heartbeat, () => {
      recorder.add('heartbeats', queue.now)
      stream.exchange.write(PING, () => stream.reader.onHeartbeat())
      schedulePing(client)
    })
  }

  /** Counts the events that a server without a history has not sent and never will. */
  function countMissed(client: number, lastEventId: number) {
    const progress = jobs.progress(client)
    recorder.add('missed', queue.now, progress - Math.max(lastEventId, countedUntil[client]!))
    countedUntil[client] = progress
  }

  /** @param isOpening these events open the stream */
  function sendEvents(reader: StreamReader, exchange: Exchange, last: number, count: number, isOpening: boolean) {
    const message = isOpening ? openingEvents(last, count) : eventMessages[last - 1]!
    const isEnd = last === M && ending !== 'done'
    const onReceived = () => {
      if (isOpening)
        reader.onOpened()
      reader.onEvents(last, count)
      if (isEnd) {
        detach(reader.index)
        reader.onServerClosed()
      }
    }
    if (isEnd)
      exchange.end(message, onReceived)
    else
      exchange.write(message, onReceived)
  }

  return {
    serve(reader, exchange, lastEventId) {
      const client = reader.index
      const progress = jobs.progress(client)
      const missed = keepsHistory ? progress - lastEventId : 0
      if (!keepsHistory)
        countMissed(client, lastEventId)
      const isOver = progress === M && missed === 0
      if (isOver)
        reader.leaveLater()
      if (isOver && ending === 'no-content')
        return exchange.end(NO_CONTENT, () => reader.onNoContent())

      attach(reader, exchange)
      if (missed > 0) {
        sendEvents(reader, exchange, progress, missed, true)
      }
      else if (isOver && ending === 'server-closes') {
        exchange.end(NOTHING_LEFT, () => {
          detach(client)
          reader.onEmptyStream()
        })
      }
      else {
        exchange.write(OPENED, () => reader.onOpened())
      }
    },
    announce(client, event) {
      const stream = open[client]
      if (stream)
        sendEvents(stream.reader, stream.exchange, event, 1, false)
    },
    detach,
  }
}
