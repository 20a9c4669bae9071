import type { Draws } from '../../engine/random.ts'
import type { Ms } from '../../engine/trace.ts'
import type { PendingRequest } from '../../network/http.ts'
import type { MessageContent } from '../../network/network.ts'
import type { Retrieval } from '../retrieval.ts'
import type { Browsers, SseMetric, SseParams } from './model.ts'
import type { StreamReader, StreamServer } from './server.ts'
import { drawsFor } from '../../engine/random.ts'
import { BYTES, REQUEST_TIMEOUT } from '../../network/http.ts'
import { HEARTBEAT_TIMEOUT } from '../../network/socket.ts'
import { POST_RETRY } from '../retrieval.ts'
import { LEAVE_AFTER } from './model.ts'

const SUBSCRIBE: MessageContent = { label: 'subscribe', tone: 'client', step: 4, bytes: BYTES.request }
const RESUME: MessageContent = { ...SUBSCRIBE, label: 'resume' }
const FETCH: MessageContent = { label: 'fetch', tone: 'client', bytes: BYTES.request }
const NOT_READY: MessageContent = { label: 'not-ready', tone: 'waiting', bytes: BYTES.status }
const RESULT: MessageContent = { label: 'result', tone: 'success', step: 6, bytes: BYTES.result }

/** What all clients of a run share. */
export interface SseRun {
  params: SseParams
  seed: number
  retrieval: Retrieval<SseMetric>
  browsers: Browsers
  server: StreamServer
  /** Counts one more reconnection in the present second. */
  countReconnection: () => number
}

/** A page with an `EventSource`, which reconnects by itself until somebody closes it. */
export class StreamClient implements StreamReader {
  readonly index: number
  private readonly run: SseRun
  private lastEventId = 0
  /** After which the browser reconnects, as the last stream said. */
  private retry: Ms
  private retries?: Draws
  private cancelWatch?: () => void
  /** `EventSource.CLOSED`: it does not reconnect any more. */
  private isClosed = false
  private hasLeft = false
  /** The stream that is open, or asked for, is not the first one. */
  private isReconnection = false
  private isFetching = false
  private request?: PendingRequest
  private cancelReconnect?: () => void
  private cancelLeave?: () => void
  private endSpan?: (end: Ms) => void

  constructor(run: SseRun, index: number) {
    this.run = run
    this.index = index
    this.retry = run.params.retry
  }

  /** Opens the first stream. */
  subscribe() {
    this.connect(false)
  }

  /** The browser has no connection left: the function returned ends the wait. */
  waitForConnection(): () => void {
    const { recorder, queue } = this.run.retrieval
    recorder.add('blocked', queue.now)
    const end = this.span('queued', 'waiting')
    return () => end?.(queue.now)
  }

  onOpened() {
    const { params: { retry, retrySpread }, seed } = this.run
    if (retrySpread > 0)
      this.retry = retry + (this.retries ??= drawsFor(seed, 'retry', this.index)).uniform(0, retrySpread)
    this.show('stream')
    this.watch()
    this.fetchIfReconnected()
  }

  onHeartbeat() {
    this.watch()
  }

  onEvents(last: number, count: number) {
    const { params, retrieval: { recorder, queue } } = this.run
    this.lastEventId = last
    this.watch()
    recorder.add('messages', queue.now, count)
    if (last === params.events)
      this.receiveResult()
  }

  onEmptyStream() {
    this.fetchIfReconnected()
    this.reconnect()
  }

  /** An `EventSource` takes the end of the stream for a failure. */
  onServerClosed() {
    this.reconnect()
  }

  onNoContent() {
    this.close()
    this.fetchIfReconnected()
  }

  leaveLater() {
    this.cancelLeave ??= this.run.retrieval.queue.timer(LEAVE_AFTER, () => this.leave())
  }

  /** A page that hears nothing for too long opens another stream: its `EventSource` would wait for ever. */
  private watch() {
    const { params: { heartbeat }, browsers, retrieval: { queue, recorder } } = this.run
    this.cancelWatch?.()
    if (heartbeat === 0 || this.isClosed)
      return
    this.cancelWatch = queue.timer(heartbeat + HEARTBEAT_TIMEOUT, () => {
      if (this.index < browsers.detailed)
        recorder.mark({ lane: browsers.laneOf(this.index), at: queue.now, label: 'silence', tone: 'failure' })
      this.request?.abort()
      this.show()
      this.connect(true)
    })
  }

  private connect(isReconnection: boolean) {
    const { server, countReconnection, retrieval: { recorder, queue, http } } = this.run
    const { lastEventId } = this
    this.isReconnection = isReconnection
    this.request = http.request({
      client: this.index,
      request: lastEventId > 0 ? { ...RESUME, detail: lastEventId } : SUBSCRIBE,
      onSent: () => {
        this.watch()
        recorder.add('requests', queue.now)
        if (isReconnection)
          recorder.add('reconnections', queue.now)
      },
      onServer: (exchange) => {
        if (isReconnection)
          recorder.raise('peak', queue.now, countReconnection())
        server.serve(this, exchange, lastEventId)
      },
      onAborted: () => server.detach(this.index),
      onFail: () => this.reconnect(),
    })
  }

  private reconnect() {
    if (this.isClosed)
      return
    this.cancelWatch?.()
    this.show('reconnecting')
    this.cancelReconnect = this.run.retrieval.queue.timer(this.retry, () => {
      this.show()
      this.connect(true)
    })
  }

  private receiveResult() {
    const { params, retrieval } = this.run
    if (retrieval.hasResult(this.index))
      return
    retrieval.receiveResult(this.index)
    if (params.ending === 'done')
      this.close()
    else
      this.leaveLater()
  }

  private close() {
    this.isClosed = true
    this.request?.abort()
    this.cancelReconnect?.()
    this.cancelWatch?.()
    if (this.run.retrieval.hasResult(this.index))
      this.cancelLeave?.()
    this.show()
  }

  private leave() {
    const { browsers, retrieval } = this.run
    this.hasLeft = true
    this.close()
    if (this.index < browsers.detailed) {
      const tone = retrieval.hasResult(this.index) ? 'client' : 'failure'
      retrieval.recorder.mark({ lane: browsers.laneOf(this.index), at: retrieval.queue.now, label: 'left', tone })
    }
  }

  private fetchIfReconnected() {
    if (this.isReconnection && this.run.params.fetchesOnReconnect && !this.isFetching)
      this.fetchState()
  }

  /** Asks for the state with a GET, again until there is an answer. */
  private fetchState() {
    const { retrieval } = this.run
    const { recorder, queue, http, jobs } = retrieval
    if (retrieval.hasResult(this.index) || this.hasLeft)
      return
    this.isFetching = true
    const again = () => {
      this.isFetching = false
      this.fetchState()
    }
    http.request({
      client: this.index,
      request: FETCH,
      timeout: REQUEST_TIMEOUT,
      onSent: () => recorder.add('requests', queue.now),
      onServer: (exchange) => {
        const isReady = jobs.isReady(this.index)
        exchange.end(isReady ? RESULT : NOT_READY, () => {
          this.isFetching = false
          if (isReady)
            this.receiveResult()
        })
      },
      onFail: loss => loss === 'timeout' ? again() : queue.after(POST_RETRY, again),
    })
  }

  /** Shows what the client does now, in place of what it did before. */
  private show(label?: 'stream' | 'reconnecting') {
    this.endSpan?.(this.run.retrieval.queue.now)
    this.endSpan = label && this.span(label, label === 'stream' ? 'message' : 'waiting')
  }

  private span(label: string, tone: 'waiting' | 'message') {
    const { browsers, retrieval: { recorder, queue } } = this.run
    return this.index < browsers.detailed ? recorder.span({ lane: browsers.laneOf(this.index), start: queue.now, label, tone }) : undefined
  }
}
