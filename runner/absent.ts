/** Why a run cannot have something: what would be needed for it. */
export type AbsenceReason = 'page' | 'network' | 'files' | 'processes' | 'module' | 'text' | 'weight'

/** What readers try and a run has not: globals, members of `process`, and Node's modules by their names without `node:`. */
const absent: Record<AbsenceReason, string[]> = {
  page: ['document', 'window', 'self', 'location', 'navigator', 'alert', 'prompt', 'confirm', 'requestAnimationFrame', 'localStorage', 'sessionStorage'],
  network: [
    ...['fetch', 'Request', 'Response', 'Headers', 'FormData', 'XMLHttpRequest', 'WebSocket', 'EventSource', 'WebTransport'],
    ...['http', 'https', 'http2', 'net', 'tls', 'dgram', 'dns', 'dns/promises', 'undici', 'axios', 'express', 'pg', 'ws'],
  ],
  files: [
    ...['indexedDB', 'caches', 'Blob', 'File', 'fs', 'fs/promises', 'path', 'os', 'sqlite', 'stream'],
    ...['stream/promises', 'zlib', 'readline', 'readline/promises', 'process.stdin', 'process.chdir', 'process.umask', 'process.dlopen', 'process.loadEnvFile'],
  ],
  processes: [
    ...['Worker', 'SharedWorker', 'BroadcastChannel', 'MessageChannel', 'MessagePort', 'postMessage', 'importScripts', 'addEventListener', 'close'],
    ...['child_process', 'cluster', 'worker_threads', 'process.kill', 'process.abort', 'process.send', 'process.disconnect'],
  ],
  module: ['require', 'module', 'exports', '__dirname', '__filename'],
  text: ['eval', 'WebAssembly', 'vm'],
  weight: ['Buffer', 'assert', 'crypto', 'async_hooks', 'diagnostics_channel', 'test', 'url', 'string_decoder', 'v8', 'module', 'buffer'],
}

/** In the words of V8, of Safari and of the runner. */
const patterns = [
  /^(\w+) is not defined$/,
  /^Can't find variable: (\w+)$/,
  /^(?:globalThis|global|window)\.(\w+) is not a (?:function|constructor)$/,
  /^(process\.\w+) is not a function$/,
  /^(\S+) is not available here$/,
  /^Cannot import '([^']+)'/,
]

export interface Absence { name: string, reason: AbsenceReason }

/** What an error says that a run has not, and why it has not; undefined where the error is another one. */
export function absenceIn(message: string): Absence | undefined {
  const name = patterns.map(pattern => pattern.exec(message)?.[1]).find(found => found !== undefined)
  if (message.startsWith('Code cannot be made from text here'))
    return { name: 'Function', reason: 'text' }
  if (name === undefined)
    return undefined
  const bare = name.replace(/^node:/, '')
  const [reason] = Object.entries(absent).find(([, names]) => names.includes(bare)) ?? []
  if (reason !== undefined)
    return { name, reason: reason as AbsenceReason }
  return name.startsWith('process.') ? { name, reason: 'processes' } : message.startsWith('Cannot import') ? { name, reason: 'weight' } : undefined
}
