export interface SocketClientOptions {
  /** The server's interval between pings in milliseconds, 0 for none, and how long one may be late. */
  heartbeat: number
  pingTimeout: number
  /** Longest wait before the first attempt to reconnect; it doubles with each, up to the cap. */
  backoffBase: number
  backoffCap: number
  /** Uniform on [0, 1): `Math.random`, so that clients do not come back together. */
  random: () => number
  /** Whether to ask for what was missed, and to send again what has no reply. */
  resumes: boolean
}

type FromServer = { type: 'progress' | 'result', id: number, data: unknown } | { type: 'reply', to: number } | { type: 'ping' }

/** A connection that comes back: a WebSocket does not by itself. */
export class JobSocket {
  readonly result: Promise<unknown>
  private resolve!: (result: unknown) => void
  private socket!: WebSocket
  /** Ends what listens to the socket. */
  private connection!: AbortController
  private readonly url: string
  private readonly options: SocketClientOptions
  /** Number of the last event received. */
  private last = 0
  private attempts = 0
  private isOver = false
  private silence: ReturnType<typeof setTimeout> | undefined
  private messages = 0
  /** Messages without a reply. */
  private readonly kept = new Map<number, string>()

  constructor(url: string, options: SocketClientOptions) {
    this.url = url
    this.options = options
    this.result = new Promise(resolve => this.resolve = resolve)
    this.connect()
  }

  /** Sends a message, now or once connected again. */
  say(text: string) {
    const id = ++this.messages
    if (this.options.resumes)
      this.kept.set(id, text)
    if (this.socket.readyState === WebSocket.OPEN)
      this.send({ type: 'message', id, text })
  }

  /** The user leaves. */
  leave() {
    this.isOver = true
    clearTimeout(this.silence)
    this.socket.close()
  }

  private connect() {
    this.socket = new WebSocket(this.url)
    this.connection = new AbortController()
    const { signal } = this.connection
    this.socket.addEventListener('open', () => this.resume(), { signal })
    this.socket.addEventListener('message', ({ data }) => this.receive(JSON.parse(data) as FromServer), { signal })
    this.socket.addEventListener('close', () => this.reconnectLater(), { signal })
  }

  // #region resume
  private resume() {
    this.attempts = 0
    this.heard()
    this.send({ type: 'subscribe', after: this.options.resumes ? this.last : undefined })
    this.kept.forEach((text, id) => this.send({ type: 'message', id, text }))
  }
  // #endregion resume

  private receive(message: FromServer) {
    this.heard()
    if (message.type === 'ping')
      return this.send({ type: 'pong' })
    if (message.type === 'reply')
      return this.kept.delete(message.to)
    this.last = message.id
    if (message.type === 'result') {
      this.resolve(message.data)
      this.leave()
    }
  }

  private reconnectLater() {
    if (this.isOver)
      return
    clearTimeout(this.silence)
    // #region reconnect
    const { backoffBase, backoffCap, random } = this.options
    const longest = Math.min(backoffCap, backoffBase * 2 ** this.attempts++)
    setTimeout(() => this.isOver || this.connect(), random() * longest)
    // #endregion reconnect
  }

  /** A cut that nobody tells of shows by pings that stay away. */
  private heard() {
    const { heartbeat, pingTimeout } = this.options
    clearTimeout(this.silence)
    if (heartbeat === 0)
      return
    this.silence = setTimeout(() => {
      // Its `close` event would wait for an answer that does not come.
      this.connection.abort()
      this.socket.close()
      this.reconnectLater()
    }, heartbeat + pingTimeout)
  }

  private send(message: object) {
    this.socket.send(JSON.stringify(message))
  }
}
