/**
 * `npm run present`: serves the built deck, and its room, to the windows of a talk. Only who has the presenter's link moves the others.
 *
 * It answers this machine alone; with `-- --lan` every device of the network, a phone as remote control among them. `--port` is 3030.
 */
import { randomBytes } from 'node:crypto'
import { networkInterfaces } from 'node:os'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { renderUnicodeCompact } from 'uqr'
import { attachRoom, isSecret, ROOM_TAG } from '../build/room-server.ts'
import { ensureBuilt } from './built.ts'
import { serve } from './serve.ts'

const DIST = 'dist'

/** The address of this machine in its network; null without one. */
export function networkAddress(interfaces = networkInterfaces()): string | null {
  return Object.values(interfaces).flat().find(address => address && address.family === 'IPv4' && !address.internal)?.address ?? null
}

export interface Presentation {
  /** For the room, and for the presenter, whose link holds the secret. */
  links: { room: string, presenter: string }
  close: () => Promise<void>
}

/** @throws when the port is taken, or the machine is in no network and others are to see the deck. */
export async function present({ dist = DIST, port = 3030, lan = false } = {}): Promise<Presentation> {
  const address = lan ? networkAddress() : 'localhost'
  if (address === null)
    throw new Error('This machine is in no network: leave --lan out to present on it alone.')
  const secret = randomBytes(16).toString('base64url')
  const deck = await serve(dist, { port, host: lan ? '0.0.0.0' : '127.0.0.1', head: ROOM_TAG })
  const room = attachRoom(deck.server, { base: deck.base, mayWrite: (_request, key) => isSecret(key, secret) })
  const url = new URL(deck.url)
  url.hostname = address
  return {
    links: { room: url.href, presenter: `${url.href}presenter/1#key=${secret}` },
    async close() {
      room.close()
      await deck.close()
    },
  }
}

function readOptions() {
  const { values } = parseArgs({ options: { lan: { type: 'boolean' }, port: { type: 'string' } } })
  const port = Number(values.port ?? 3030)
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error(`--port is a number from 0 to 65535, not ${values.port}.`)
  return { lan: values.lan ?? false, port }
}

if (import.meta.main) {
  try {
    const options = readOptions()
    await ensureBuilt(DIST)
    const { links } = await present(options)
    console.log(`Room       ${links.room}\nPresenter  ${links.presenter}\n`)
    if (options.lan)
      console.log(`${renderUnicodeCompact(links.presenter)}\nThe code is the presenter’s link, for a phone: show it to nobody else.`)
    console.log('Ctrl+C ends the talk.')
  }
  catch (error) {
    console.error((error as Error).message)
    process.exitCode = 1
  }
}
