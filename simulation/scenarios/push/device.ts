import type { Tone } from '../../engine/trace.ts'
import type { PendingRequest } from '../../network/http.ts'
import type { Loss, MessageContent } from '../../network/network.ts'
import type { PushRun } from './model.ts'
import { BYTES, REQUEST_TIMEOUT } from '../../network/http.ts'
import { clientLane } from '../../network/network.ts'
import { POST_RETRY } from '../retrieval.ts'
import { isShown, LONGEST_RETRY, PUSH_BYTES, PUSH_SERVICE } from './model.ts'

const SUBSCRIBE: MessageContent = { label: 'subscribe', tone: 'client', bytes: PUSH_BYTES.subscribe }
const ENDPOINT: MessageContent = { label: 'endpoint', tone: 'server', bytes: PUSH_BYTES.endpoint }
const GET: MessageContent = { label: 'get', tone: 'client', bytes: BYTES.request }
const FALLBACK: MessageContent = { ...GET, label: 'fallback' }
const RESULT: MessageContent = { label: 'result', tone: 'success', bytes: BYTES.result }
const NOT_READY: MessageContent = { label: 'not-ready', tone: 'waiting', bytes: BYTES.status }

/** A client: the application on a device, which the user opens and closes, and the notifications that the system shows. */
export class Device {
  private readonly run: PushRun
  private readonly client: number
  /** The server has accepted the POST. */
  private isAccepted = false
  private isOpen = true
  /** A notification has said that the result is ready. */
  private isNotified = false
  private failures = 0
  private cancelFallback?: () => void
  /** The GET under way: one at a time, whether a notification, the fallback or the opening of the application asked for it. */
  private fetching?: PendingRequest

  constructor(run: PushRun, client: number) {
    this.run = run
    this.client = client
  }

  /** Asks the user for permission, subscribes at the push service, sends the POST. */
  begin() {
    const { permission, isSubscribed } = this.run.params
    if (isShown(this.client) && !isSubscribed)
      this.mark(permission, permission === 'granted' ? 'success' : 'failure')
    if (permission === 'granted' && !isSubscribed)
      this.subscribe()
    else
      this.post()
  }

  onNotified() {
    const { recorder, queue } = this.run.retrieval
    this.isNotified = true
    recorder.add('delivered', queue.now)
    if (this.isOpen)
      this.fetchResult()
    else if (isShown(this.client))
      this.mark('shown', 'message')
  }

  closeApp() {
    if (!this.isOpen)
      return
    this.isOpen = false
    this.cancelFallback?.()
    this.fetching?.abort()
    this.fetching = undefined
    if (this.client === 0)
      this.mark('close-app', 'waiting')
  }

  /** The application fetches as it opens, notified or not. */
  openApp() {
    if (this.isOpen)
      return
    this.isOpen = true
    if (this.client === 0)
      this.mark('open-app', 'success')
    if (this.isAccepted)
      this.fetchResult()
  }

  /** The subscription is an address at the push service, which the POST gives to the server. */
  private subscribe() {
    const { client, run: { retrieval: { queue, recorder, network } } } = this
    const lane = clientLane(client)
    const sentAt = queue.now
    const again = (loss: Loss) => queue.at(loss === 'dropped' ? sentAt + REQUEST_TIMEOUT : queue.now + POST_RETRY, () => this.subscribe())
    recorder.add('requests', queue.now)
    network.send({ client, from: lane, to: PUSH_SERVICE }, SUBSCRIBE, () => {
      network.send({ client, from: PUSH_SERVICE, to: lane }, ENDPOINT, () => this.post(), again)
    }, again)
  }

  private post() {
    this.run.retrieval.post(this.client, () => this.onAccepted())
  }

  private onAccepted() {
    this.isAccepted = true
    if (!this.run.params.appOpen)
      this.closeApp()
    this.scheduleFallback()
  }

  /** Fetches after a while without a notification. */
  private scheduleFallback() {
    const { params: { fallbackAfter }, retrieval } = this.run
    if (fallbackAfter > 0 && this.isOpen && !retrieval.hasResult(this.client)) {
      this.cancelFallback?.()
      this.cancelFallback = retrieval.queue.timer(fallbackAfter, () => this.fetchResult())
    }
  }

  private fetchResult() {
    const { client, run: { retrieval } } = this
    const { recorder, queue, http, jobs } = retrieval
    this.cancelFallback?.()
    if (retrieval.hasResult(client) || this.fetching)
      return
    recorder.add('requests', queue.now)
    if (!this.isNotified)
      recorder.add('fallbacks', queue.now)
    this.fetching = http.request({
      client,
      request: this.isNotified ? GET : FALLBACK,
      timeout: REQUEST_TIMEOUT,
      onServer: exchange => jobs.isReady(client) ? exchange.end(RESULT, () => this.onResult()) : exchange.end(NOT_READY, () => this.onNotReady()),
      onFail: () => this.onFetchFailed(),
    })
  }

  private onResult() {
    this.fetching = undefined
    this.run.retrieval.receiveResult(this.client)
  }

  private onNotReady() {
    this.fetching = undefined
    if (this.isNotified)
      this.fetchResult()
    else
      this.scheduleFallback()
  }

  private onFetchFailed() {
    this.fetching = undefined
    if (!this.isNotified && this.run.params.fallbackAfter > 0)
      this.scheduleFallback()
    else
      this.run.retrieval.queue.after(Math.min(LONGEST_RETRY, POST_RETRY * 2 ** this.failures++), () => this.isOpen && this.fetchResult())
  }

  private mark(label: string, tone: Tone) {
    const { recorder, queue } = this.run.retrieval
    recorder.mark({ lane: clientLane(this.client), at: queue.now, label, tone })
  }
}
