import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { promisify } from 'node:util'
import * as v from 'valibot'
import { describe, expect, expectTypeOf, it, onTestFinished, vi } from 'vitest'
import { createCommandRunner } from '../../../snippets/bus/command-runner.ts'
import { explain, untilUnhindered } from '../../../snippets/bus/database-errors.ts'
import { createBus } from '../../../snippets/bus/event-bus.ts'
import { createGroupCommit } from '../../../snippets/bus/group-commit.ts'
import { createLiveBus } from '../../../snippets/bus/live-bus.ts'
import { deliveryColumns, messageColumns, snake } from '../../../snippets/bus/sql-columns.ts'
import { createUuidV7 } from '../../../snippets/bus/uuid-v7.ts'
import { seeded } from './kit.ts'

describe('ids', () => {
  it('are UUIDs of version 7, that bear their time', () => {
    const id = createUuidV7(() => 0x0199_1234_5678, seeded(1))()
    expect(id).toMatch(/^01991234-5678-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  })

  it('are all different and in the order of their making, within a millisecond and when the clock goes back', () => {
    const times = [1000, 1000, 1001, 5, 5, 1002]
    let made = 0
    const newId = createUuidV7(() => times[Math.floor(made++ / 5000) % times.length]!, seeded(2))
    const ids = Array.from({ length: 30_000 }, newId)
    expect(ids).toEqual([...new Set(ids)].sort())
  })
})

describe('group commit', () => {
  it('shares a commit between those who write in one turn', async () => {
    const commit = vi.fn(async (items: number[]) => items.map(item => item * 2))
    const write = createGroupCommit(commit, () => false)
    expect(await Promise.all([1, 2, 3].map(write))).toEqual([2, 4, 6])
    expect(commit.mock.calls).toEqual([[[1, 2, 3]]])
  })

  it('commits each by itself where one is at fault, and fails all together where the database is', async () => {
    const write = createGroupCommit(async (items: number[]) => {
      if (items.includes(2))
        throw new Error('two')
      return items
    }, () => true)
    expect((await Promise.allSettled([1, 2, 3].map(write))).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    const commit = vi.fn(() => Promise.reject(new Error('disk full')))
    const closed = createGroupCommit<number, number>(commit, () => false)
    expect((await Promise.allSettled([1, 2].map(closed))).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect(commit).toHaveBeenCalledTimes(1)
  })
})

describe('a transaction that others are in the way of', () => {
  const failingWith = (code: string, times: number) => {
    let left = times
    return vi.fn(async () => left-- > 0 ? Promise.reject(Object.assign(new Error(code), { code })) : 'done')
  }

  it.each(['40001', '40P01'])('is done again after %s, until it is done', async (code) => {
    const call = failingWith(code, 9)
    expect(await untilUnhindered(call)).toBe('done')
    expect(call).toHaveBeenCalledTimes(10)
  })

  it('is given up in the end, and at once where the error is another one', async () => {
    const hindered = failingWith('40P01', Infinity)
    await expect(untilUnhindered(hindered)).rejects.toThrow('40P01')
    expect(hindered).toHaveBeenCalledTimes(10)
    expect(explain(await hindered().catch(error => error))).toMatchObject({ trouble: 'locked' })
    const refused = failingWith('23505', 1)
    await expect(untilUnhindered(refused)).rejects.toThrow('23505')
    expect(refused).toHaveBeenCalledTimes(1)
  })
})

it('types events and commands by their schemas, at compile time', async () => {
  const bus = createBus({
    events: { departed: v.object({ shipmentId: v.string() }) },
    commands: { resync: v.object({ depth: v.number() }) },
  })
  expectTypeOf(bus.publish).parameter(0).toEqualTypeOf<'departed'>()
  // @ts-expect-error: the event map has no such type
  await expect(bus.publish('left', {})).rejects.toThrow('Unknown event')
  // @ts-expect-error: a field of another type
  await expect(bus.publish('departed', { shipmentId: 42 })).rejects.toThrow('departed.shipmentId')
  bus.subscribe('departed', ({ data }) => expectTypeOf(data).toEqualTypeOf<{ shipmentId: string }>(), { name: 'email' })
  bus.handle('resync', ({ data }) => expectTypeOf(data).toEqualTypeOf<{ depth: number }>())
})

it('shows on slides the tables that it creates', () => {
  const shown = readFileSync(new URL('../../../snippets/bus/message-tables.sql', import.meta.url), 'utf8')
  const columnsOf = (table: string) => {
    const body = shown.split(`create table ${table} (`)[1]!.split('\n);')[0]!.replaceAll(/ -- .*/g, '')
    return [...body.matchAll(/(?:^|,)\s*(\w+) (?:text|integer)\b/g)].map(([, name]) => name).sort()
  }
  expect(columnsOf('message')).toEqual(Object.keys(messageColumns).map(snake).sort())
  expect(columnsOf('delivery')).toEqual(Object.keys(deliveryColumns).map(snake).sort())
})

describe('bus without a store', () => {
  it('brings a message to each subscriber, and failures where they belong', async () => {
    const onError = vi.fn()
    const bus = createLiveBus<{ departed: string }>({ onError })
    const handle = vi.fn()
    const off = bus.subscribe('departed', handle)
    bus.subscribe('departed', () => Promise.reject(new Error('late')))
    expect(await bus.publish('departed', 'S-42')).toMatchObject({ type: 'departed', data: 'S-42' })
    expect(handle.mock.calls[0]).toMatchObject([{ data: 'S-42' }])
    expect(onError).toHaveBeenCalledWith(new Error('late'))
    bus.subscribe('departed', () => Promise.reject(new Error('sync')), { mode: 'sync' })
    off()
    await expect(bus.publish('departed', 'S-43')).rejects.toMatchObject({ errors: [new Error('sync')] })
    expect(handle).toHaveBeenCalledTimes(1)
  })
})

describe('command runner', () => {
  it('tries the number that a text spells where the schema refuses the text', async () => {
    const bus = createBus({ commands: { resync: v.object({ depth: v.number(), id: v.string() }) } })
    const handle = vi.fn()
    bus.handle('resync', ({ data }) => handle(data))
    const runner = createCommandRunner(bus)
    await runner.run('resync', { depth: '3', id: '42' })
    expect(handle).toHaveBeenCalledWith({ depth: 3, id: '42' })
    await expect(runner.run('resync', { depth: 'deep', id: '42' })).rejects.toThrow('resync.depth: ')
    expect(await bus.messages()).toHaveLength(1)
  })

  it('runs a stored command again, and says so when it fails again', async () => {
    const bus = createBus()
    const { rerun } = createCommandRunner(bus)
    bus.handle('resync', ({ data }) => {
      if (data === 'down')
        throw new Error('API is down')
    })
    const { id } = await bus.send('resync', 'up')
    expect(await rerun(id)).toMatchObject({ state: 'completed' })
    await bus.send('resync', 'down').catch(() => {})
    await expect(rerun((await bus.messages())[1]!.id)).rejects.toThrow('API is down')
    await expect(rerun('m404')).rejects.toThrow('No delivery of message m404')
  })

  it('runs from a shell: lists, validates, stores and replays', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'bus-command-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const script = new URL('../../../scripts/command.ts', import.meta.url).pathname
    const command = (...args: string[]) => promisify(execFile)(process.execPath, [script, ...args, '--database', join(folder, 'messages.db')], { env: {} })

    expect((await command()).stdout).toContain('resyncTracking --shipmentId <value>')
    const { stdout } = await command('resyncTracking', '--shipmentId', 'S-42')
    expect(stdout).toContain('tracking of S-42: read again')
    const [, id = ''] = /Stored as (\S+);/.exec(stdout)!
    expect((await command('--replay', id)).stdout).toBe('tracking of S-42: read again\n')
    expect((await command('--stored')).stdout).toContain('completed')
    await expect(command('resyncTracking', '--shipmentId', '42')).rejects.toMatchObject({
      code: 1,
      stderr: 'resyncTracking.shipmentId: a shipment is named like S-42\n',
    })
    await expect(command('resync')).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('Unknown command resync') })
  })
})
