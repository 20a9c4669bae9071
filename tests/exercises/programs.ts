import type { CheckId, ExerciseId } from '../../exercises/index.ts'

/** What readers may write of an exercise whose checks have these names. */
export interface Programs<Check extends string = string> {
  /** The checks that the program of the exercise fails as it is given. */
  startFails: Check[]
  /** Right, and written otherwise than the solution. */
  right: Record<string, string>
  /** Not right, and the checks that it fails. */
  wrong: { what: string, fails: Check[], code: string }[]
}

/** Of each exercise. Its imports stand before each program. */
export const programs: { [Id in ExerciseId]: Programs<CheckId<Id>> } = {
  'awaiting': {
    startFails: ['fast-answer', 'mail-may-fail'],
    right: {
      'then the email, in a try': `
await bookCarrier('S-42')
answer('booked')
try {
  await sendEmail('S-42')
}
catch {}`,
      'a function of its own': `
async function mail() {
  try { await sendEmail('S-42') } catch (error) { console.warn(error) }
}
await bookCarrier('S-42')
void mail()
answer('S-42')`,
      'by then': `
await bookCarrier('S-42').then(() => {
  const mail = sendEmail('S-42')
  answer('S-42')
  return mail.then(() => {}, () => {})
})`,
    },
    wrong: [
      { what: 'waits for both', fails: ['fast-answer', 'mail-may-fail'], code: `
await bookCarrier('S-42')
await sendEmail('S-42')
answer('S-42')` },
      { what: 'leaves the email floating', fails: ['mail-may-fail'], code: `
await bookCarrier('S-42')
sendEmail('S-42')
answer('S-42')` },
      { what: 'answers first', fails: ['booked-first', 'no-lie'], code: `
answer('S-42')
await bookCarrier('S-42')
sendEmail('S-42').catch(() => {})` },
      { what: 'forgets the email', fails: ['mailed-once'], code: `
await bookCarrier('S-42')
answer('S-42')` },
    ],
  },
  'caught': {
    startFails: ['all-told', 'others-stored', 'failure-told', 'nothing-floats'],
    right: {
      'a try in each': `
const stored: string[] = []
const failed: string[] = []
await Promise.all(documents.map(async (name) => {
  try {
    await upload(name)
    stored.push(name)
  }
  catch {
    failed.push(name)
  }
}))
report(stored, failed)`,
      'pairs': `
const pairs = await Promise.all(documents.map(name => upload(name).then(() => [name, true] as const, () => [name, false] as const)))
report(pairs.filter(p => p[1]).map(p => p[0]), pairs.filter(p => !p[1]).map(p => p[0]))`,
      'callbacks that count down': `
const stored: string[] = [], failed: string[] = []
let left = documents.length
const end = () => { if (--left === 0) report(stored, failed) }
for (const name of documents)
  upload(name).then(() => stored.push(name)).catch(() => failed.push(name)).finally(end)`,
    },
    wrong: [
      { what: 'Promise.all gives up at the first', fails: ['failure-told'], code: `
try {
  await Promise.all(documents.map(upload))
  report(documents, [])
}
catch {
  report([], documents)
}` },
      { what: 'one after the other', fails: ['at-once'], code: `
const stored: string[] = [], failed: string[] = []
for (const name of documents) {
  try { await upload(name); stored.push(name) } catch { failed.push(name) }
}
report(stored, failed)` },
      { what: 'awaits later what fails sooner', fails: ['others-stored', 'failure-told', 'nothing-floats'], code: `
const stored: string[] = [], failed: string[] = []
const uploads = documents.map(name => ({ name, promise: upload(name) }))
for (const { name, promise } of uploads) {
  try { await promise; stored.push(name) } catch { failed.push(name) }
}
report(stored, failed)` },
      { what: 'swallows the error', fails: ['failure-told'], code: `
await Promise.all(documents.map(name => upload(name).catch(() => {})))
report(documents, [])` },
    ],
  },
  'polling': {
    startFails: ['retry-after', 'one-at-a-time', 'busy-server', 'cut-network'],
    right: {
      'a function that calls itself': `
async function poll(): Promise<void> {
  let seconds = 1
  try {
    const reply = await getJob()
    if (reply.status === 200)
      return show(reply.result!)
    seconds = reply.retryAfter!
  }
  catch {}
  await new Promise(r => setTimeout(r, seconds * 1000))
  return poll()
}
await poll()`,
      'a timer at a time': `
const next = (seconds: number) => setTimeout(ask, seconds * 1000)
function ask() {
  getJob().then(
    ({ status, retryAfter, result }) => status === 200 ? show(result!) : void next(retryAfter!),
    () => void next(2),
  )
}
ask()`,
      'with some jitter': `
import { setTimeout as wait } from 'node:timers/promises'
let result: string | undefined
while (result === undefined) {
  let ms = 1500
  try {
    const reply = await getJob()
    result = reply.result
    ms = (reply.retryAfter ?? 0) * 1000 + 200
  }
  catch { console.warn('cut') }
  if (result === undefined)
    await wait(ms)
}
show(result)`,
    },
    wrong: [
      { what: 'has its own idea of how often', fails: ['retry-after', 'busy-server', 'cut-network'], code: `
for (;;) {
  const { status, result } = await getJob()
  if (status === 200) { show(result!); break }
  await new Promise(r => setTimeout(r, 1000))
}` },
      { what: 'dies of a cut', fails: ['cut-network'], code: `
for (;;) {
  const { status, result, retryAfter } = await getJob()
  if (status === 200) { show(result!); break }
  await new Promise(r => setTimeout(r, 1000 * retryAfter!))
}` },
      { what: 'hurries after a cut', fails: ['cut-network'], code: `
for (;;) {
  try {
    const { status, result, retryAfter } = await getJob()
    if (status === 200) { show(result!); break }
    await new Promise(r => setTimeout(r, 1000 * retryAfter!))
  }
  catch {}
}` },
      { what: 'shows each answer', fails: ['shown-once', 'one-at-a-time', 'busy-server', 'cut-network'], code: `
for (;;) {
  const reply = await getJob().catch(() => undefined)
  show(reply?.result ?? '')
  if (reply?.status === 200) break
  await new Promise(r => setTimeout(r, 1000 * (reply?.retryAfter ?? 1)))
}` },
      { what: 'never stops', fails: ['then-stops'], code: `
let isShown = false
for (;;) {
  const reply = await getJob().catch(() => undefined)
  if (reply?.status === 200 && !isShown) { isShown = true; show(reply.result!) }
  await new Promise(r => setTimeout(r, 1000 * (reply?.retryAfter ?? 1)))
}` },
      { what: 'takes its time', fails: ['in-time'], code: `
for (;;) {
  const reply = await getJob().catch(() => undefined)
  if (reply?.status === 200) { show(reply.result!); break }
  await new Promise(r => setTimeout(r, 2500 * (reply?.retryAfter ?? 1)))
}` },
    ],
  },
  'sse': {
    startFails: ['after-a-cut', 'after-a-close', 'waits-before', 'shows-once'],
    right: {
      'a loop with a try': `
let last: number | undefined
reading: for (;;) {
  try {
    for await (const event of openStream(last)) {
      if (last === undefined || event.id > last) {
        last = event.id
        show(event)
      }
      if (event.type === 'done')
        break reading
    }
  }
  catch (error) { console.warn(String(error)) }
  await new Promise(r => setTimeout(r, 1000))
}`,
      'a stream made of streams': `
async function* resumed() {
  let last = 0
  for (;;) {
    try {
      for await (const event of openStream(last)) {
        if (event.id <= last)
          continue
        last = event.id
        yield event
        if (event.type === 'done')
          return
      }
    }
    catch {}
    await new Promise(r => setTimeout(r, 1200))
  }
}
for await (const event of resumed())
  show(event)`,
      'calls itself, with a set': `
const seen = new Set<number>()
async function read(): Promise<void> {
  const last = seen.size > 0 ? Math.max(...seen) : undefined
  try {
    for await (const event of openStream(last)) {
      if (!seen.has(event.id))
        show(event)
      seen.add(event.id)
      if (event.type === 'done')
        return
    }
  }
  catch {}
  await new Promise(r => setTimeout(r, 1500))
  await read()
}
await read()`,
    },
    wrong: [
      { what: 'begins again from now', fails: ['after-a-cut', 'after-a-close', 'shows-once'], code: `
let isDone = false
while (!isDone) {
  try {
    for await (const event of openStream()) { show(event); isDone = event.type === 'done' }
  }
  catch {}
  if (!isDone) await new Promise(r => setTimeout(r, 2000))
}` },
      { what: 'comes back at once', fails: ['waits-before'], code: `
let last = 0, isDone = false
while (!isDone) {
  try {
    for await (const event of openStream(last)) {
      if (event.id > last) show(event)
      last = Math.max(last, event.id)
      isDone = event.type === 'done'
    }
  }
  catch {}
}` },
      { what: 'shows what is repeated', fails: ['shows-once'], code: `
let last = 0, isDone = false
while (!isDone) {
  try {
    for await (const event of openStream(last)) { show(event); last = event.id; isDone = event.type === 'done' }
  }
  catch {}
  if (!isDone) await new Promise(r => setTimeout(r, 1000))
}` },
      { what: 'takes a close for the end', fails: ['after-a-close'], code: `
let last = 0, isOver = false
while (!isOver) {
  try {
    for await (const event of openStream(last)) {
      if (event.id > last) show(event)
      last = Math.max(last, event.id)
    }
    isOver = true
  }
  catch { await new Promise(r => setTimeout(r, 1000)) }
}` },
      { what: 'forgets the last one', fails: ['shows-all', 'after-a-cut', 'after-a-close', 'shows-once'], code: `
let last = 0, isDone = false
while (!isDone) {
  try {
    for await (const event of openStream(last)) {
      isDone = event.type === 'done'
      if (event.id > last && !isDone) show(event)
      last = Math.max(last, event.id)
    }
  }
  catch {}
  if (!isDone) await new Promise(r => setTimeout(r, 1000))
}` },
      { what: 'comes back after done', fails: ['ends-on-done'], code: `
let last = 0
for (;;) {
  try {
    for await (const event of openStream(last)) {
      if (event.id > last) show(event)
      last = Math.max(last, event.id)
    }
  }
  catch {}
  await new Promise(r => setTimeout(r, 1000))
}` },
    ],
  },
  'idempotent': {
    startFails: ['delivered-twice', 'two-at-once', 'after-a-crash'],
    right: {
      'the effect first, undone if it was one too many': `
class Done extends Error {}
onMessage(({ id, account, amount }) => transaction(async (tx) => {
  await tx.credit(account, amount)
  if (!await tx.insertKey(id))
    throw new Done()
}).catch((error) => {
  if (!(error instanceof Done))
    throw error
}))`,
      'any handler once': `
import type { Message, Transaction } from '../world/payments.ts'
const once = (effect: (message: Message, tx: Transaction) => Promise<void>) => (message: Message) =>
  transaction(async (tx) => {
    const isNew = await tx.insertKey(\`credit \${message.id}\`)
    return isNew ? effect(message, tx) : undefined
  })
onMessage(once(({ account, amount }, tx) => tx.credit(account, amount)))`,
      'both at the same time': `
onMessage(message => transaction(async (tx) => {
  const [isNew] = await Promise.all([tx.insertKey(message.id), tx.credit(message.account, message.amount)])
  if (!isNew)
    throw new Error('already done')
}).catch(error => console.warn(String(error))))`,
    },
    wrong: [
      { what: 'a set, marked after', fails: ['two-at-once', 'after-a-crash'], code: `
const handled = new Set<string>()
onMessage(async ({ id, account, amount }) => {
  if (handled.has(id)) return
  await transaction(tx => tx.credit(account, amount))
  handled.add(id)
})` },
      { what: 'two transactions, the mark first', fails: ['after-a-crash'], code: `
onMessage(async ({ id, account, amount }) => {
  const isNew = await transaction(tx => tx.insertKey(id))
  if (isNew) await transaction(tx => tx.credit(account, amount))
})` },
      { what: 'by content', fails: ['each-payment', 'delivered-twice', 'two-at-once', 'after-a-crash'], code: `
onMessage(({ account, amount }) => transaction(async (tx) => {
  if (await tx.insertKey(\`\${account} \${amount}\`)) await tx.credit(account, amount)
}))` },
      { what: 'two transactions, the effect first', fails: ['delivered-twice', 'two-at-once', 'after-a-crash'], code: `
onMessage(async ({ id, account, amount }) => {
  await transaction(tx => tx.credit(account, amount))
  await transaction(tx => tx.insertKey(id))
})` },
    ],
  },
  'retry': {
    startFails: ['backoff', 'jitter', 'five-at-most', 'within-budget', 'not-for-good'],
    right: {
      'calls itself': `
const end = Date.now() + 10_000
async function attempt(n: number): Promise<void> {
  try {
    succeed(await book())
  }
  catch (error) {
    const ms = 500 * 2 ** n + 400 * random()
    if ((error as CarrierError).status === 422 || n >= 4 || Date.now() + ms > end)
      return giveUp(error)
    await new Promise(r => setTimeout(r, ms))
    return attempt(n + 1)
  }
}
await attempt(0)`,
      'a function for any call, chance of its own': `
async function withRetry<T>(call: () => Promise<T>, { attempts, base, budget }: { attempts: number, base: number, budget: number }): Promise<T> {
  const startedAt = performance.now()
  for (let n = 0; ; n++) {
    try { return await call() }
    catch (error) {
      const delay = base * 2 ** n * (1 + Math.random())
      const isOver = n + 1 >= attempts || performance.now() - startedAt + delay > budget
      if (isOver || (error instanceof CarrierError && error.status < 500)) throw error
      await new Promise(r => setTimeout(r, delay))
    }
  }
}
await withRetry(book, { attempts: 5, base: 500, budget: 10_000 }).then(succeed, giveUp)`,
      'a list of waits': `
const deadline = AbortSignal.timeout(10_000)
let error: unknown
let isOver = false
for (const base of [0, 500, 1000, 2000, 4000]) {
  await new Promise(r => setTimeout(r, base === 0 ? 0 : base + 50 + 200 * random()))
  if (deadline.aborted)
    break
  try {
    succeed(await book())
    isOver = true
    break
  }
  catch (thrown) {
    error = thrown
    if (thrown instanceof CarrierError && thrown.status === 422)
      break
  }
}
if (!isOver)
  giveUp(error)`,
    },
    wrong: [
      { what: 'without chance', fails: ['jitter'], code: `
const end = performance.now() + 10_000
for (let n = 0; ; n++) {
  try { succeed(await book()); break }
  catch (error) {
    const ms = 500 * 2 ** n
    if ((error as CarrierError).status === 422 || n === 4 || performance.now() + ms > end) { giveUp(error); break }
    await new Promise(r => setTimeout(r, ms))
  }
}` },
      { what: 'again whatever the error', fails: ['not-for-good'], code: `
const end = performance.now() + 10_000
for (let n = 0; ; n++) {
  try { succeed(await book()); break }
  catch (error) {
    const ms = 500 * 2 ** n * (1 + random() / 4)
    if (n === 4 || performance.now() + ms > end) { giveUp(error); break }
    await new Promise(r => setTimeout(r, ms))
  }
}` },
      { what: 'counts attempts, not time', fails: ['within-budget'], code: `
for (let n = 0; ; n++) {
  try { succeed(await book()); break }
  catch (error) {
    if ((error as CarrierError).status === 422 || n === 4) { giveUp(error); break }
    await new Promise(r => setTimeout(r, 500 * 2 ** n * (1 + random() / 4)))
  }
}` },
      { what: 'tries again once', fails: ['third-time', 'backoff'], code: `
const again = async (error: unknown) => {
  if ((error as CarrierError).status === 422) throw error
  await new Promise(r => setTimeout(r, 500 + 100 * random()))
  return book()
}
await book().catch(again).then(succeed, giveUp)` },
      { what: 'always the same wait', fails: ['backoff', 'five-at-most'], code: `
const end = performance.now() + 10_000
for (;;) {
  try { succeed(await book()); break }
  catch (error) {
    const ms = 500 + 100 * random()
    if ((error as CarrierError).status === 422 || performance.now() + ms > end) { giveUp(error); break }
    await new Promise(r => setTimeout(r, ms))
  }
}` },
    ],
  },
  'serial-queue': {
    startFails: ['one-by-account', 'in-order', 'after-a-refusal'],
    right: {
      'a list for each account': `
import type { Change } from '../world/crm.ts'
const queues = new Map<string, Change[]>()
onChange(async (change) => {
  const queue = queues.get(change.account)
  if (queue)
    return void queue.push(change)
  const own = [change]
  queues.set(change.account, own)
  for (let next = own[0]; next; next = own[0]) {
    try { await write(next) } catch (error) { console.error(String(error)) }
    own.shift()
  }
  queues.delete(change.account)
})`,
      'a lock': `
class Lock {
  waiting: (() => void)[] = []
  isHeld = false
  async take() {
    if (this.isHeld)
      await new Promise<void>(resolve => this.waiting.push(resolve))
    this.isHeld = true
  }
  release() {
    const next = this.waiting.shift()
    if (next)
      next()
    else
      this.isHeld = false
  }
}
const locks: Record<string, Lock> = {}
onChange(async (change) => {
  const lock = locks[change.account] ??= new Lock()
  await lock.take()
  try { await write(change) }
  catch { console.error('refused') }
  finally { lock.release() }
})`,
      'a loop for each account, woken up': `
import type { Change } from '../world/crm.ts'
const inboxes = new Map<string, (change: Change) => void>()
function startLane() {
  let tail: Promise<unknown> = Promise.resolve()
  return (change: Change) => {
    const before = tail
    tail = (async () => {
      await before
      await write(change).then(undefined, () => undefined)
    })()
  }
}
onChange((change) => {
  if (!inboxes.has(change.account))
    inboxes.set(change.account, startLane())
  inboxes.get(change.account)!(change)
})`,
    },
    wrong: [
      { what: 'one queue for all', fails: ['accounts-apart'], code: `
let last = Promise.resolve()
onChange((change) => {
  last = last.then(() => write(change)).catch(() => {})
})` },
      { what: 'a refusal breaks the chain', fails: ['after-a-refusal'], code: `
const last = new Map<string, Promise<void>>()
onChange((change) => {
  last.set(change.account, (last.get(change.account) ?? Promise.resolve()).then(() => write(change)))
})` },
      { what: 'what comes while it is busy is dropped', fails: ['none-lost', 'after-a-refusal'], code: `
const busy = new Set<string>()
onChange(async (change) => {
  if (busy.has(change.account)) return
  busy.add(change.account)
  await write(change).catch(() => {})
  busy.delete(change.account)
})` },
      { what: 'waits for the last one, not for all before it', fails: ['one-by-account', 'in-order'], code: `
const running = new Map<string, Promise<void>>()
onChange(async (change) => {
  await running.get(change.account)
  const own = write(change).catch(() => {})
  running.set(change.account, own)
  await own
})` },
    ],
  },
  'outbox': {
    startFails: ['after-a-crash', 'broker-down'],
    right: {
      'all at the same time': `
onOrder(({ id }) => transaction(tx => Promise.all([tx.insertOrder({ id }), tx.insertMessage(id)])))
everySecond(async () => {
  const ids = await pending()
  await Promise.all(ids.map(id => publish(id).then(() => remove(id))))
})`,
      'until the first that fails': `
async function relay() {
  for (const id of await pending()) {
    try { await publish(id) }
    catch { return console.warn('later') }
    await remove(id)
  }
}
onOrder(async (order) => {
  await transaction(async (tx) => {
    await tx.insertMessage(order.id)
    await tx.insertOrder(order)
  })
})
everySecond(relay)`,
      'one a call': `
onOrder(order => transaction(async (tx) => {
  await tx.insertOrder(order)
  await tx.insertMessage(order.id)
}))
everySecond(async () => {
  const [oldest] = await pending()
  if (oldest === undefined)
    return
  await publish(oldest)
  await remove(oldest)
})`,
    },
    wrong: [
      { what: 'publishes inside the transaction', fails: ['rolled-back', 'stored-first', 'broker-down'], code: `
onOrder(order => transaction(async (tx) => {
  await tx.insertOrder(order)
  await publish(order.id)
}))` },
      { what: 'a transaction for each row', fails: ['after-a-crash'], code: `
onOrder(async (order) => {
  await transaction(tx => tx.insertOrder(order))
  await transaction(tx => tx.insertMessage(order.id))
})
everySecond(async () => {
  for (const id of await pending()) { await publish(id); await remove(id) }
})` },
      { what: 'takes out before it publishes', fails: ['broker-down'], code: `
onOrder(order => transaction(async (tx) => { await tx.insertOrder(order); await tx.insertMessage(order.id) }))
everySecond(async () => {
  for (const id of await pending()) { await remove(id); await publish(id) }
})` },
      { what: 'nobody publishes', fails: ['stored-and-told', 'rolled-back', 'after-a-crash', 'broker-down'], code: `
onOrder(order => transaction(async (tx) => { await tx.insertOrder(order); await tx.insertMessage(order.id) }))` },
      { what: 'never takes out', fails: ['told-once', 'rolled-back'], code: `
onOrder(order => transaction(async (tx) => { await tx.insertOrder(order); await tx.insertMessage(order.id) }))
everySecond(async () => {
  for (const id of await pending()) await publish(id)
})` },
    ],
  },
}
