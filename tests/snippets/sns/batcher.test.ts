import { expect, it } from 'vitest'
import { createBatcher, failuresOf } from '../../../snippets/sns/batcher.ts'

it('what comes while a batch is under way makes the next one, of ten at most, in order', async () => {
  const batches: number[][] = []
  const add = createBatcher<number>({
    send: async (entries) => {
      batches.push(entries)
      return []
    },
  })
  await Promise.all(Array.from({ length: 23 }, (_, index) => add(index)))
  await add(23)
  expect(batches.map(({ length }) => length)).toEqual([10, 10, 3, 1])
  expect(batches.flat()).toEqual(Array.from({ length: 24 }, (_, index) => index))
})

it('of a batch that is taken in part, each entry learns what became of it', async () => {
  const add = createBatcher<string>({ send: async entries => failuresOf(entries.length, [{ Id: '1', Code: 'Throttled', Message: 'later' }]) })
  const outcomes = await Promise.allSettled(['a', 'b', 'c'].map(add))
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(outcomes[1]).toMatchObject({ reason: { name: 'Throttled', message: 'later' } })
})

it('a batch that fails is that of its entries, and the next one goes on', async () => {
  let calls = 0
  const add = createBatcher<string>({
    send: async () => {
      if (calls++ === 0)
        throw new Error('unreachable')
      return []
    },
  })
  const outcomes = await Promise.allSettled(Array.from({ length: 11 }, () => add('a')))
  expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(10)
})

it('a batch has no more bytes than it may have, unless one entry alone has', async () => {
  const batches: number[][] = []
  const add = createBatcher<number>({
    send: async (entries) => {
      batches.push(entries)
      return []
    },
    bytesOf: bytes => bytes,
    maxBytes: 10,
  })
  await Promise.all([4, 6, 1, 12, 3].map(add))
  expect(batches).toEqual([[4, 6], [1], [12], [3]])
})
