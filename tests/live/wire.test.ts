import { Buffer } from 'node:buffer'
import { describe, expect, it } from 'vitest'
import { OPCODE, Wire } from '../../live/wire.ts'

const read = (wire: Wire, direction: 'up' | 'down', text: string) => wire.read(direction, Buffer.from(text, 'latin1'))
function upgraded() {
  const wire = new Wire()
  read(wire, 'down', 'HTTP/1.1 101 Switching Protocols\r\n\r\n')
  return wire
}

describe('what crosses the wire', () => {
  it('is a request, with what its body leaves for the next', () => {
    const wire = new Wire()
    expect(read(wire, 'up', 'POST /imports HTTP/1.1\r\nIdempotency-Key: a:b\r\nContent-Length: 2\r\n\r\n{}GET / HTTP/1.1\r\n\r\n')).toMatchObject([
      { kind: 'request', method: 'POST', path: '/imports', headers: { 'idempotency-key': 'a:b' } },
      { kind: 'piece', body: '{}', isEnd: true },
      { kind: 'request', method: 'GET', path: '/' },
    ])
  })

  it('is a head that comes in two, and a body that comes after it', () => {
    const wire = new Wire()
    expect(read(wire, 'down', 'HTTP/1.1 200 OK\r\nContent-Le')).toEqual([])
    expect(read(wire, 'down', 'ngth: 3\r\n\r\na')).toMatchObject([{ kind: 'response', status: 200, body: 'a', isEnd: false }])
    expect(read(wire, 'down', 'bc')).toMatchObject([{ kind: 'piece', body: 'bc', isEnd: true }])
  })

  it('is a stream: the head with what came along, then piece after piece', () => {
    const wire = new Wire()
    expect(read(wire, 'down', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n'))
      .toMatchObject([{ kind: 'response', body: 'ab', isEnd: false }])
    expect(read(wire, 'down', '1\r\nc\r\n1')).toMatchObject([{ kind: 'piece', body: 'c', isEnd: false }])
    expect(read(wire, 'down', '\r\nd\r\n0\r\n\r\n')).toMatchObject([{ kind: 'piece', body: 'd', isEnd: true }])
    expect(read(wire, 'down', 'HTTP/1.1 204 No Content\r\n\r\n')).toMatchObject([{ kind: 'response', status: 204, isEnd: true }])
  })

  it('is frames after an upgrade, in both directions, masked or not, long or short', () => {
    const wire = upgraded()
    const frame = (opcode: number, text: string) => ({ kind: 'frame', opcode, text })
    expect(read(wire, 'down', '\x81\x02hi\x89\x00')).toEqual([frame(OPCODE.text, 'hi'), frame(OPCODE.ping, '')])
    expect(read(wire, 'up', '\x81\x82\x01\x02\x03\x04\x69\x6B')).toEqual([frame(OPCODE.text, 'hi')])
    expect(read(wire, 'down', `\x81\x7E\x00\x80${'a'.repeat(127)}`)).toEqual([])
    expect(read(wire, 'down', 'a\x88\x00')).toEqual([frame(OPCODE.text, 'a'.repeat(128)), frame(OPCODE.close, '')])
  })
})
