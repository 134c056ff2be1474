import { expect, it } from 'vitest'
import { SharedReads } from '../../src/db/shared-reads.ts'
import { waitFor } from '../support/wait-for.ts'

/** Reads that end when the test says so. */
function createReads() {
  const reads = new SharedReads<number>()
  const begun: { resolve: (value: number) => void; reject: (error: Error) => void }[] = []
  return {
    begun,
    read: (key = 'a') => reads.read(key, () => new Promise((resolve, reject) => void begun.push({ resolve, reject }))),
  }
}

it('callers at once share one read, and those who ask while it runs share the next', async () => {
  const { read, begun } = createReads()
  const first = [read(), read()]
  await waitFor(() => begun.length === 1)
  const later = [read(), read(), read()]
  begun[0]?.resolve(1)
  expect(await Promise.all(first)).toEqual([1, 1])
  await waitFor(() => begun.length === 2)
  begun[1]?.resolve(2)
  expect(await Promise.all(later)).toEqual([2, 2, 2])
  expect(begun).toHaveLength(2)
})

it('reads of different keys do not wait for each other', async () => {
  const { read, begun } = createReads()
  const [one, other] = [read('a'), read('b')]
  await waitFor(() => begun.length === 2)
  begun[1]?.resolve(2)
  expect(await other).toBe(2)
  begun[0]?.resolve(1)
  expect(await one).toBe(1)
})

it('a read that fails fails for those who share it, and the next begins', async () => {
  const { read, begun } = createReads()
  const failing = [read(), read()]
  await waitFor(() => begun.length === 1)
  const next = read()
  begun[0]?.reject(new Error('lost'))
  for (const one of failing) await expect(one).rejects.toThrow('lost')
  await waitFor(() => begun.length === 2)
  begun[1]?.resolve(2)
  expect(await next).toBe(2)
})

it('a read that never ends holds nobody up', async () => {
  const { read, begun } = createReads()
  void read()
  await waitFor(() => begun.length === 1)
  const next = read()
  await waitFor(() => begun.length === 2)
  begun[1]?.resolve(2)
  expect(await next).toBe(2)
})

it('the next read of a key begins a pause after the one before it, however soon that ended', async () => {
  const reads = new SharedReads<number>({ pause: 20 })
  const readTime = () => reads.read('a', async () => performance.now())
  const first = await readTime()
  const [second, third] = await Promise.all([readTime(), readTime()])
  // A timer counts from the turn of the event loop in which it was set.
  expect(second - first).toBeGreaterThan(10)
  expect(third).toBe(second)
})
