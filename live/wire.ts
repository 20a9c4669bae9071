import { Buffer } from 'node:buffer'

/** What crosses a connection, as its bytes say. */
export type WireMessage
  = | { kind: 'request', method: string, path: string, headers: Record<string, string> }
  /** The head of an answer, with what of its body came along. */
    | { kind: 'response', status: number, headers: Record<string, string>, body: string, isEnd: boolean }
  /** More of a body that comes in pieces. */
    | { kind: 'piece', body: string, isEnd: boolean }
  /** A frame of a WebSocket. */
    | { kind: 'frame', opcode: number, text: string }

/** Opcodes of frames: RFC 6455, section 5.2. */
export const OPCODE = { text: 1, close: 8, ping: 9, pong: 10 } as const

/** Reads both directions of one connection: HTTP/1.1, and WebSocket frames after an upgrade. */
export class Wire {
  private readonly up = new HttpReader('up')
  private readonly down = new HttpReader('down')

  /** @returns the messages whose last byte is in this chunk */
  read(direction: 'up' | 'down', chunk: Buffer): WireMessage[] {
    const messages = this[direction].read(chunk)
    if (direction === 'down' && messages.some(message => message.kind === 'response' && message.status === 101))
      this.up.upgrade()
    return messages
  }
}

const HEAD_END = '\r\n\r\n'

class HttpReader {
  private readonly direction: 'up' | 'down'
  private rest: Buffer = Buffer.alloc(0)
  /** What follows: a head, so many bytes of a body, a body in chunks, or frames. */
  private state: 'head' | 'sized' | 'chunked' | 'frames' = 'head'
  private bytesLeft = 0

  constructor(direction: 'up' | 'down') {
    this.direction = direction
  }

  upgrade() {
    this.state = 'frames'
  }

  read(chunk: Buffer): WireMessage[] {
    this.rest = Buffer.concat([this.rest, chunk])
    const messages: WireMessage[] = []
    for (let message = this.next(); message; message = this.next())
      add(messages, message)
    return messages
  }

  private next(): WireMessage | undefined {
    if (this.rest.length === 0)
      return undefined
    if (this.state === 'head')
      return this.readHead()
    if (this.state === 'frames')
      return this.readFrame()
    return this.state === 'sized' ? this.readSized() : this.readChunk()
  }

  private readHead(): WireMessage | undefined {
    const end = this.rest.indexOf(HEAD_END)
    if (end < 0)
      return undefined
    const [first = '', ...lines] = this.take(end + HEAD_END.length).toString('latin1').trimEnd().split('\r\n')
    const headers = Object.fromEntries(lines.map(line => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]))
    this.bytesLeft = Number(headers['content-length'] ?? 0)
    const isChunked = headers['transfer-encoding'] === 'chunked'
    this.state = isChunked ? 'chunked' : this.bytesLeft > 0 ? 'sized' : 'head'
    if (this.direction === 'up') {
      const [method = '', path = ''] = first.split(' ')
      return { kind: 'request', method, path, headers }
    }
    const status = Number(first.split(' ')[1])
    if (status === 101)
      this.state = 'frames'
    return { kind: 'response', status, headers, body: '', isEnd: this.state === 'head' }
  }

  private readSized(): WireMessage {
    const body = this.take(Math.min(this.bytesLeft, this.rest.length)).toString()
    this.bytesLeft -= Buffer.byteLength(body)
    if (this.bytesLeft === 0)
      this.state = 'head'
    return { kind: 'piece', body, isEnd: this.bytesLeft === 0 }
  }

  private readChunk(): WireMessage | undefined {
    const lineEnd = this.rest.indexOf('\r\n')
    const size = Number.parseInt(this.rest.toString('latin1', 0, Math.max(0, lineEnd)), 16)
    const total = lineEnd + 2 + size + 2
    if (lineEnd < 0 || this.rest.length < total)
      return undefined
    const body = this.take(total).toString('utf8', lineEnd + 2, total - 2)
    if (size === 0)
      this.state = 'head'
    return { kind: 'piece', body, isEnd: size === 0 }
  }

  private readFrame(): WireMessage | undefined {
    const [first = 0, second = 0] = this.rest
    const short = second & 0x7F
    const isMasked = second >= 0x80
    const extra = short === 126 ? 2 : short === 127 ? 8 : 0
    const head = 2 + extra + (isMasked ? 4 : 0)
    if (this.rest.length < head)
      return undefined
    const size = extra === 2 ? this.rest.readUInt16BE(2) : extra === 8 ? Number(this.rest.readBigUInt64BE(2)) : short
    if (this.rest.length < head + size)
      return undefined
    const frame = this.take(head + size)
    const mask = frame.subarray(head - 4, head)
    const payload = frame.subarray(head).map((byte, index) => isMasked ? byte ^ mask[index % 4]! : byte)
    return { kind: 'frame', opcode: first & 0x0F, text: Buffer.from(payload).toString() }
  }

  private take(bytes: number): Buffer {
    const taken = this.rest.subarray(0, bytes)
    this.rest = this.rest.subarray(bytes)
    return taken
  }
}

/** What leaves together is one message: a head with its body, several pieces at once. */
function add(messages: WireMessage[], message: WireMessage) {
  const last = messages.at(-1)
  if (message.kind === 'piece' && (last?.kind === 'response' || last?.kind === 'piece')) {
    last.body += message.body
    last.isEnd = message.isEnd
  }
  else {
    messages.push(message)
  }
}
