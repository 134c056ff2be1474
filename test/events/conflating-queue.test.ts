import { describe, expect, it } from 'vitest'
import { ConflatingQueue } from '../../src/events/pubsub.ts'

async function readAll<V>(values: AsyncIterable<V>): Promise<V[]> {
  const read: V[] = []
  for await (const value of values) read.push(value)
  return read
}

describe('a stream of the latest value by key', () => {
  const cases: { title: string; puts: [key: string, value: number][]; read: number[] }[] = [
    { title: 'completes without a value when nothing was put', puts: [], read: [] },
    {
      title: 'delivers one value of each key',
      puts: [
        ['a', 1],
        ['b', 2],
      ],
      read: [1, 2],
    },
    {
      title: 'overwrites what was not read',
      puts: [
        ['a', 1],
        ['a', 2],
        ['a', 3],
      ],
      read: [3],
    },
    {
      title: 'keeps the order of the first unread puts',
      puts: [
        ['a', 1],
        ['b', 2],
        ['a', 3],
        ['c', 4],
        ['b', 5],
      ],
      read: [3, 5, 4],
    },
  ]
  it.each(cases)('$title', async ({ puts, read }) => {
    const stream = new ConflatingQueue<string, number>()
    for (const [key, value] of puts) stream.put(key, value)
    stream.end()
    expect(await readAll(stream)).toEqual(read)
  })

  it('puts a key at the end again once its value was read', async () => {
    const stream = new ConflatingQueue<string, number>()
    stream.put('a', 1)
    stream.put('b', 2)
    expect(await stream.next()).toEqual({ done: false, value: 1 })
    stream.put('a', 3)
    stream.end()
    expect(await readAll(stream)).toEqual([2, 3])
  })

  it('hands a value to a consumer that is waiting, each value to one', async () => {
    const stream = new ConflatingQueue<string, number>()
    const waiting = [stream.next(), stream.next(), stream.next()]
    stream.put('a', 1)
    stream.put('a', 2)
    stream.end()
    expect(await Promise.all(waiting)).toEqual([
      { done: false, value: 1 },
      { done: false, value: 2 },
      { done: true, value: undefined },
    ])
  })

  it('costs one value a key when nobody reads', async () => {
    const stream = new ConflatingQueue<number, number>()
    for (let value = 0; value < 100_000; value++) stream.put(value % 3, value)
    stream.end()
    expect(await readAll(stream)).toEqual([99_999, 99_997, 99_998])
  })

  it('ignores what is put after the end', async () => {
    const stream = new ConflatingQueue<string, number>()
    stream.end()
    stream.put('a', 1)
    expect(await readAll(stream)).toEqual([])
  })

  it('fails at once, drops what is unread and is over then', async () => {
    const stream = new ConflatingQueue<string, number>()
    stream.put('a', 1)
    stream.fail(new Error('revoked'))
    await expect(stream.next()).rejects.toThrow('revoked')
    expect(await stream.next()).toEqual({ done: true, value: undefined })
  })

  it('fails a consumer that is waiting', async () => {
    const stream = new ConflatingQueue<string, number>()
    const waiting = stream.next()
    stream.fail(new Error('revoked'))
    await expect(waiting).rejects.toThrow('revoked')
  })

  it('tells once that the consumer has left', async () => {
    let left = 0
    const stream = new ConflatingQueue<string, number>(() => left++)
    stream.put('a', 1)
    stream.put('b', 2)
    for await (const value of stream) {
      expect(value).toBe(1)
      break
    }
    await stream.return()
    expect(left).toBe(1)
    expect(await stream.next()).toEqual({ done: true, value: undefined })
  })

  it('lets go of a consumer that waits while it leaves', async () => {
    const stream = new ConflatingQueue<string, number>()
    const waiting = stream.next()
    await stream.return()
    expect(await waiting).toEqual({ done: true, value: undefined })
  })

  it('does not tell that the consumer has left when the producer ends it', async () => {
    let left = 0
    const stream = new ConflatingQueue<string, number>(() => left++)
    stream.end()
    await readAll(stream)
    expect(left).toBe(0)
  })
})
