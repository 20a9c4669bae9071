/** Loaded before a program: names under `localhost`, as the emulator's queues have, are this machine, which not every system says. */
import dns from 'node:dns'
import { syncBuiltinESMExports } from 'node:module'

const lookup = dns.lookup as (...args: any[]) => void
dns.lookup = ((name: string, ...rest: unknown[]) => lookup(name.endsWith('.localhost') ? '127.0.0.1' : name, ...rest)) as typeof dns.lookup
syncBuiltinESMExports()
