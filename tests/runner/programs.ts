import type { EndReason, FailureKind } from '../../runner/record.ts'

/** A program and what its run must come to, in Node and in the browser alike. */
export interface OddProgram {
  name: string
  code: string
  end: EndReason
  /** Its first lines, all of them if there are fewer than `MAX_LINES`. */
  lines?: string[]
  failure?: { kind: FailureKind, message: string | RegExp, line?: number | null }
  /** 'virtual' unless told. */
  clock?: 'real' | 'virtual'
  /** It computes in one turn: where a browser's machine is slow, its time is over before its memory is. */
  isOneTurn?: true
}

function notDefined(name: string, code = `${name}('x')`): OddProgram {
  return { name: `${name} is out of reach`, code, end: 'error', failure: { kind: 'thrown', message: `${name} is not defined`, line: 1 } }
}

export const oddPrograms: OddProgram[] = [
  // How a program ends
  { name: 'an empty program', code: '', end: 'done', lines: [] },
  { name: 'only a comment', code: '// nothing', end: 'done', lines: [] },
  { name: 'top-level await', code: 'console.log(await Promise.resolve(1))', end: 'done', lines: ['1'] },
  { name: 'a promise that nothing settles', code: 'await new Promise(() => {})', end: 'unsettled', lines: [] },
  { name: 'a floating promise that nothing settles', code: 'void new Promise(() => {})', end: 'done', lines: [] },
  { name: 'a long chain of microtasks', code: 'for (let i = 0; i < 10_000; i++) await null\nconsole.log(\'end\')', end: 'done', lines: ['end'] },
  {
    name: 'an interval cleared in its third tick',
    code: `let i = 0
const t = setInterval(() => { console.log(++i); if (i === 3) clearInterval(t) }, 100)`,
    end: 'done',
    lines: ['1', '2', '3'],
  },
  { name: 'an interval without end', code: 'setInterval(() => {}, 1000)', end: 'limit' },
  { name: 'a timer of a timer', code: 'setTimeout(() => setTimeout(() => console.log(\'in\'), 10), 10)', end: 'done', lines: ['in'] },
  { name: 'a cleared timer', code: 'clearTimeout(setTimeout(() => console.log(\'never\'), 1000))', end: 'done', lines: [] },
  { name: 'arguments of a timer', code: 'setTimeout((a, b) => console.log(a, b), 1, \'a\', 2)', end: 'done', lines: ['a 2'] },
  {
    name: 'timers in the order of their delays',
    // Far apart: a machine that stalls between the two calls has the shorter one end later, in Node too.
    code: `setTimeout(() => console.log(2), 1000)
setTimeout(() => console.log(1), 500)
setImmediate(() => console.log(0))`,
    end: 'done',
    lines: ['0', '1', '2'],
  },
  {
    name: 'a timer without a function',
    code: 'setTimeout(\'console.log(1)\', 1)',
    end: 'error',
    failure: { kind: 'thrown', message: 'The "callback" argument must be of type function. Received type string (\'console.log(1)\')' },
  },
  {
    name: 'work of the engine before a timer',
    code: `setTimeout(() => console.log('late'), 50)
await crypto.subtle.digest('SHA-256', new Uint8Array(1e6))
console.log('digest')`,
    end: 'done',
    lines: ['digest', 'late'],
  },
  {
    name: 'a signal that times out',
    code: 'AbortSignal.timeout(50).onabort = ({ target }) => console.log(target.reason.name)',
    end: 'done',
    lines: ['TimeoutError'],
  },
  { name: 'real time', code: 'setTimeout(() => console.log(\'late\'), 50)', clock: 'real', end: 'done', lines: ['late'] },

  // Errors
  { name: 'an awaited throw', code: '\nawait (async () => { throw new Error(\'no\') })()', end: 'error', failure: { kind: 'thrown', message: 'no', line: 2 } },
  { name: 'a caught throw', code: 'try { throw new Error(\'no\') }\ncatch { console.log(\'caught\') }', end: 'done', lines: ['caught'] },
  {
    name: 'a floating rejection',
    code: `const f = async () => {
  throw new Error('no')
}
f()
console.log('after')`,
    end: 'error',
    lines: ['after'],
    failure: { kind: 'floating', message: 'no', line: 2 },
  },
  { name: 'a floating rejection caught later', code: 'Promise.reject(new Error(\'no\')).catch(() => console.log(\'caught\'))', end: 'done', lines: ['caught'] },
  {
    name: 'a rejection dropped at first and awaited later',
    code: `const p = new Promise((_, no) => setTimeout(() => no(new Error('no')), 50))
const get = () => p
get()
await get().catch(() => console.log('caught'))`,
    end: 'done',
    lines: ['caught'],
  },
  {
    name: 'a rejection kept for a few microtasks',
    code: `const p = Promise.reject(new Error('no'))
await null
await p.catch(() => console.log('caught'))`,
    end: 'done',
    lines: ['caught'],
  },
  {
    name: 'a rejection kept for too long',
    code: `const get = async () => { throw new Error('no') }
const p = get()
await new Promise(res => setTimeout(res, 50))
await p.catch(() => console.log('never'))`,
    end: 'error',
    lines: [],
    failure: { kind: 'floating', message: 'no', line: 1 },
  },
  {
    name: 'a rejection given back by Promise.resolve',
    code: `const get = async () => { throw new Error('no') }
const p = Promise.resolve(get())`,
    end: 'error',
    failure: { kind: 'floating', message: 'no', line: 1 },
  },
  {
    name: 'a rejection in a list, awaited too late',
    code: `const after = (ms) => new Promise((_, no) => setTimeout(() => no(new Error(ms)), ms))
const ps = [after(100), after(50)]
for (const p of ps) await p.catch(() => console.log('never'))`,
    end: 'error',
    lines: [],
    failure: { kind: 'floating', message: '50', line: 1 },
  },
  {
    name: 'rejections awaited together',
    code: `const ps = [1, 2].map(i => Promise.reject(new Error(i)))
for (const { reason } of await Promise.allSettled(ps)) console.log(reason.message)`,
    end: 'done',
    lines: ['1', '2'],
  },
  {
    name: 'a floating rejection while awaiting',
    code: `Promise.reject(new Error('no'))
await new Promise(res => setTimeout(res, 1000))
console.log('never')`,
    end: 'error',
    lines: [],
    failure: { kind: 'floating', message: 'no' },
  },
  { name: 'a rejection without a reason', code: 'Promise.reject()', end: 'error', failure: { kind: 'floating', message: 'undefined', line: null } },
  {
    name: 'a throw in a timer',
    code: `setTimeout(() => {
  throw new Error('no')
}, 500)`,
    end: 'error',
    failure: { kind: 'timer', message: 'no', line: 2 },
  },
  {
    name: 'a throw in an interval ends it',
    code: 'setInterval(() => { console.log(\'tick\'); throw new Error(\'no\') }, 500)',
    end: 'error',
    lines: ['tick'],
    failure: { kind: 'timer', message: 'no' },
  },
  {
    name: 'an async timer that rejects',
    code: 'setTimeout(async () => { throw new Error(\'no\') }, 500)',
    end: 'error',
    failure: { kind: 'floating', message: 'no' },
  },
  {
    name: 'a throw in a microtask',
    code: 'queueMicrotask(() => { throw new Error(\'no\') })',
    end: 'error',
    failure: { kind: 'callback', message: 'no', line: 1 },
  },
  { name: 'something else than an error', code: 'throw { code: 7 }', end: 'error', failure: { kind: 'thrown', message: '{ code: 7 }' } },
  {
    name: 'nothing runs after the end',
    code: `setTimeout(() => console.log('never'), 10)
throw new Error('no')`,
    end: 'error',
    lines: [],
    failure: { kind: 'thrown', message: 'no', line: 2 },
  },
  {
    name: 'recursion without end',
    code: `const f = (): number => f() + 1
f()`,
    end: 'error',
    failure: { kind: 'thrown', message: 'Maximum call stack size exceeded' },
  },

  // Syntax and imports
  {
    name: 'a syntax error the transpiler finds',
    code: `const a = 1
const b = (
`,
    end: 'error',
    failure: { kind: 'syntax', message: 'Unexpected token', line: 3 },
  },
  {
    name: 'a syntax error it lets pass',
    code: `let a = 1
let a = 2`,
    end: 'error',
    failure: { kind: 'syntax', message: 'Identifier \'a\' has already been declared', line: 2 },
  },
  { name: 'code that closes its wrapper', code: '})(); (async () => {', end: 'error', failure: { kind: 'syntax', message: 'Unexpected token', line: 1 } },
  {
    name: 'type annotations, generics and interfaces',
    code: `interface A { b: number }
const f = <T,>(a: T): T => a
console.log(f<A>({ b: 1 }) satisfies A)`,
    end: 'done',
    lines: ['{ b: 1 }'],
  },
  {
    name: 'an import',
    code: `import Emittery from 'emittery'
const bus = new Emittery()
bus.on('a', ({ data }) => console.log(data))
await bus.emit('a', 1)`,
    end: 'done',
    lines: ['1'],
  },
  {
    name: 'a dynamic import',
    code: `const { default: Emittery } = await import('emittery')
console.log(typeof Emittery)`,
    end: 'done',
    lines: ['function'],
  },
  { name: 'an import of a snippet', code: 'import { createBus } from \'./bus/event-bus.ts\'\nconsole.log(typeof createBus)', end: 'done', lines: ['function'] },
  {
    name: 'an unknown import',
    code: 'import fs from \'node:fs\'',
    end: 'error',
    failure: { kind: 'import', message: /^Cannot import 'node:fs'. Available: emittery,/ },
  },
  {
    name: 'an unknown dynamic import',
    code: 'await import(\'https://example.com/x.js\')',
    end: 'error',
    failure: { kind: 'import', message: /^Cannot import 'https:/ },
  },
  {
    name: 'a string that looks like an import',
    code: 'console.log(\'import fs from "node:fs"\', `export {}`, "import(\'x\')")',
    end: 'done',
    lines: ['import fs from "node:fs" export {} import(\'x\')'],
  },
  { name: 'a comment that looks like an import', code: '// import fs from \'node:fs\'\n/* export {} */\nconsole.log(1)', end: 'done', lines: ['1'] },
  { name: 'a label', code: 'out: for (;;) { for (;;) break out }\nconsole.log(1)', end: 'done', lines: ['1'] },
  { name: 'an export', code: 'export const a = 1\nconsole.log(a)', end: 'done', lines: ['1'] },

  // Programs without end or measure
  { name: 'a loop without end', code: 'console.log(1)\nwhile (true);', end: 'endless', lines: ['1'] },
  { name: 'a loop without end in a timer', code: 'setTimeout(() => { for (;;); }, 10)', end: 'endless' },
  { name: 'microtasks without end', code: 'const f = (): void => void Promise.resolve().then(() => { f() })\nf()', end: 'endless' },
  { name: 'a loop that swallows every error', code: 'for (;;) try { null.x } catch {}', end: 'endless' },
  { name: 'a flood', code: 'while (true) console.log(\'x\')', end: 'flood' },
  { name: 'ten thousand lines', code: 'for (let i = 0; i < 10_000; i++) console.log(i)', end: 'flood' },
  { name: 'a string of 100 MB', code: 'console.log(\'x\'.repeat(1e8))', end: 'done', lines: [`${'x'.repeat(2000)}… (100000000 characters)`] },

  // Programs that fill the memory in small bites, which a host that waits for answers does not notice
  ...[
    ['arrays', 'new Array(1e6).fill(1)'],
    ['copies of an array', 'big.slice()'],
    ['objects', 'Array.from({ length: 1e5 }, (_, i) => ({ i }))'],
    ['a map', 'Array.from({ length: 1e5 }, (_, i) => map.set(i + 1e5 * a.length, {})).length'],
    ['strings', 'JSON.stringify(\'é\'.repeat(1e6) + a.length)'],
    ['buffers', 'new Uint8Array(1e7).fill(1)'],
    ['clones', 'structuredClone(big)'],
    ['promises', 'Array.from({ length: 1e5 }, () => new Promise(() => {}))'],
  ].map(([name, bite]): OddProgram => ({
    name: `memory filled with ${name} in an interval`,
    code: `const a: unknown[] = []\nconst map = new Map()\nconst big = new Array(1e6).fill(1.5)\nsetInterval(() => a.push(${bite}), 10)`,
    clock: 'real',
    end: 'overwork',
    lines: [],
  })),
  {
    name: 'memory filled in an interval under the virtual clock',
    code: `const a = []
setInterval(() => a.push(new Array(1e6).fill(1)), 10)`,
    end: 'overwork',
    lines: [],
  },
  {
    name: 'memory filled between waits',
    code: `const a = []
for (;;) {
  a.push(new Array(1e6).fill(1))
  await new Promise(res => setTimeout(res, 1))
}`,
    clock: 'real',
    end: 'overwork',
    lines: [],
  },
  {
    name: 'memory filled after work of the engine',
    code: `const a = []
for (;;) {
  a.push(new Array(4e6).fill(1))
  await crypto.subtle.digest('SHA-256', new Uint8Array(1e6))
}`,
    end: 'overwork',
    lines: [],
  },
  {
    name: 'memory filled in microtasks of a timer',
    code: `const a = []
setInterval(async () => {
  for (let i = 0; i < 20; i++) {
    await null
    a.push(new Array(1e5).fill(1))
  }
}, 10)`,
    clock: 'real',
    end: 'overwork',
    lines: [],
  },
  {
    name: 'memory filled by a hundred timers',
    code: `const a = []
for (let i = 0; i < 100; i++) setInterval(() => a.push(new Array(1e5).fill(1)), 100)`,
    clock: 'real',
    end: 'overwork',
    lines: [],
  },
  {
    name: 'memory filled in turns of half a second',
    code: `const a = []
setInterval(() => {
  for (const from = performance.now(); performance.now() < from + 500;) a.push(new Array(1e5).fill(1))
}, 10)`,
    clock: 'real',
    end: 'overwork',
    lines: [],
  },
  {
    name: 'memory filled by promises without end',
    code: `const a = []
for (;;) {
  a.push(new Array(1e6).fill(1))
  await null
}`,
    end: 'overwork',
    isOneTurn: true,
  },
  ...[
    ['spread copies', 'a.push([...big])'],
    ['copies', 'a.push(big.slice())'],
    ['copies that are joined', 'a.push(big.concat(big))'],
    ['filled arrays', 'a.push(new Array(1e6).fill({}))'],
    ['buffers', 'a.push(new Uint8Array(1e7).fill(1))'],
    ['clones', 'a.push(structuredClone(new Uint8Array(1e7).fill(1)))'],
  ].map(([name, statement]): OddProgram => ({
    name: `memory filled with ${name} in a loop`,
    code: `const big = new Array(1e6).fill(1.5)\nconst a: unknown[] = []\nwhile (true) ${statement}`,
    end: 'overwork',
    lines: [],
    isOneTurn: true,
  })),
  {
    name: 'long arrays that hold nothing',
    code: `const a = []
for (let i = 0; i < 1000; i++) a.push(new Array(1e9))
console.log(a.length)`,
    end: 'done',
    lines: ['1000'],
  },
  {
    name: 'a list that is copied a hundred times',
    code: `let a: number[] = []
for (let i = 0; i < 1000; i++) a = [...a, i]
const big = new Array(1e5).fill(0)
for (let i = 0; i < 100; i++) a = big.slice()
console.log(a.length)`,
    end: 'done',
    lines: ['100000'],
  },
  { name: 'timers without end', code: 'for (;;) setTimeout(() => {}, 1e6)', end: 'endless' },
  {
    name: 'a turn of one second',
    code: `const from = Date.now()
while (Date.now() < from + 1000);
console.log('end')`,
    clock: 'real',
    end: 'done',
    lines: ['end'],
  },

  // What a run cannot reach
  ...['fetch', 'importScripts', 'postMessage', 'close', 'addEventListener', 'eval'].map(name => notDefined(name)),
  ...['document', 'window', 'self', 'localStorage', 'indexedDB', 'caches', 'navigator', 'location', 'Buffer']
    .map(name => notDefined(name, `${name}.x`)),
  ...['XMLHttpRequest', 'WebSocket', 'EventSource', 'BroadcastChannel', 'Worker', 'SharedWorker', 'MessageChannel']
    .map(name => notDefined(name, `new ${name}('x')`)),
  {
    name: 'the prototypes of the global object',
    code: `for (let o = globalThis; o; o = Object.getPrototypeOf(o)) console.log(typeof o.postMessage, typeof o.fetch, typeof o.close)
`,
    end: 'done',
  },
  { name: 'code made from text', code: 'Function(\'return 1\')()', end: 'error', failure: { kind: 'thrown', message: 'Code cannot be made from text here' } },
  {
    name: 'code made from text by a constructor',
    code: '(async () => {}).constructor(\'return import("data:,1")\')()',
    end: 'error',
    failure: { kind: 'thrown', message: 'Code cannot be made from text here' },
  },
  { name: 'only the environment it was given', code: 'console.log(process.env)', end: 'done', lines: ['{}'] },

  // Programs that change what they stand on
  { name: 'another console', code: 'console.log = () => {}\nconsole.log(1)\nconsole.info(2)', end: 'done', lines: ['2'] },
  { name: 'no console', code: 'globalThis.console = undefined\nsetTimeout(() => {}, 10)', end: 'done', lines: [] },
  { name: 'another Promise', code: 'globalThis.Promise = null\nconsole.log(await 1)', end: 'done', lines: ['1'] },
  { name: 'another then', code: 'Promise.prototype.then = () => { throw new Error(\'no\') }\nconsole.log(1)', end: 'done', lines: ['1'] },
  { name: 'another setTimeout', code: 'globalThis.setTimeout = () => console.log(\'mine\')\nsetTimeout()', end: 'done', lines: ['mine'] },
  {
    name: 'another Promise.resolve',
    code: `const { resolve } = Promise
console.log(resolve.name, resolve.length, resolve.call(Promise, 1) instanceof Promise)
Promise.resolve = () => 2
console.log(await Promise.resolve(1))`,
    end: 'done',
    lines: ['resolve 1 true', '2'],
  },
  {
    name: 'a class of promises',
    code: `class Later extends Promise {}
const p = Later.resolve(1)
console.log(p instanceof Later, Later.resolve(p) === p, Promise.resolve(p) === p, p.then(() => {}) instanceof Later)`,
    end: 'done',
    lines: ['true true false true'],
  },
  {
    name: 'a proxy that hears of all',
    code: `const handler = { get: (a, key) => (console.log(key), a[key]) }
const p = new Proxy([1, 2], handler)
const q = Proxy.revocable([3], handler).proxy
console.log(p[0], q[0], typeof Proxy)`,
    end: 'done',
    lines: ['0', '0', '1 3 function'],
  },
  {
    name: 'a proxy that tells nothing',
    code: `const p = new Proxy({}, { getPrototypeOf() { throw new Error('never') } })
console.log(1)`,
    end: 'done',
    lines: ['1'],
  },
  {
    name: 'the order of microtasks',
    code: `const f = async () => {}
const p = f()
p.then(() => console.log(2))
const g = async () => p
g().then(() => console.log(5))
Promise.resolve().then(() => console.log(3)).then(() => console.log(4))
console.log(1)`,
    end: 'done',
    lines: ['1', '2', '3', '4', '5'],
  },
  {
    name: 'what an error quotes',
    code: `const f = () => undefined
const [a] = f()`,
    end: 'error',
    failure: { kind: 'thrown', message: /^f is not a function or its return value is not iterable/ },
  },
  { name: 'another Date', code: 'Date.now = () => 0\nawait new Promise(res => setTimeout(res, 10))\nconsole.log(Date.now())', end: 'done', lines: ['0'] },
  {
    name: 'an error with a stack of its own',
    code: `const e = new Error('no')
e.stack = undefined
throw e`,
    end: 'error',
    failure: { kind: 'thrown', message: 'no', line: null },
  },
  {
    name: 'an error that cannot be read',
    code: 'throw new Proxy(new Error(\'no\'), { get() { throw new Error(\'never\') } })',
    end: 'error',
    failure: { kind: 'thrown', message: '[unreadable]' },
  },
]
