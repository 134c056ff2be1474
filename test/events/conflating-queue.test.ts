import { describe, expect, it } from 'vitest'
import { ConflatingQueue } from '../../src/events/pubsub.ts'

async function readAll<V>(values: AsyncIterable<V>): Promise<V[]> {
  const read: V[] = []
  for await (const value of values) read.push(value)
  return read
}

describe('a stream of the latest value by key', () => {
  const cases: { title: string; puts: [key: string, value: number][]; read: number[] }[] = [
    { title: 'completes without a value if nothing was put', puts: [], read: [] },
    {
      title: 'delivers one value of each key',
      puts: [
        ['a', 1],
        ['b', 2],
      ],
      read: [1, 2],
    },
    {
      title: 'overwrites unread values',
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

  it('moves a key to the end after its value was read', async () => {
    const stream = new ConflatingQueue<string, number>()
    stream.put('a', 1)
    stream.put('b', 2)
    expect(await stream.next()).toEqual({ done: false, value: 1 })
    stream.put('a', 3)
    stream.end()
    expect(await readAll(stream)).toEqual([2, 3])
  })

  it('delivers each value to one waiting consumer', async () => {
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

  it('holds one value per key if nothing is read', async () => {
    const stream = new ConflatingQueue<number, number>()
    for (let value = 0; value < 100_000; value++) stream.put(value % 3, value)
    stream.end()
    expect(await readAll(stream)).toEqual([99_999, 99_997, 99_998])
  })

  it('ignores values put after the end', async () => {
    const stream = new ConflatingQueue<string, number>()
    stream.end()
    stream.put('a', 1)
    expect(await readAll(stream)).toEqual([])
  })

  it('fails at once, drops unread values and then completes', async () => {
    const stream = new ConflatingQueue<string, number>()
    stream.put('a', 1)
    stream.fail(new Error('revoked'))
    await expect(stream.next()).rejects.toThrow('revoked')
    expect(await stream.next()).toEqual({ done: true, value: undefined })
  })

  it('rejects a waiting consumer on failure', async () => {
    const stream = new ConflatingQueue<string, number>()
    const waiting = stream.next()
    stream.fail(new Error('revoked'))
    await expect(waiting).rejects.toThrow('revoked')
  })

  it('calls onReturn once when the consumer returns', async () => {
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

  it('completes a pending read when the consumer returns', async () => {
    const stream = new ConflatingQueue<string, number>()
    const waiting = stream.next()
    await stream.return()
    expect(await waiting).toEqual({ done: true, value: undefined })
  })

  it('does not call onReturn when the producer ends the stream', async () => {
    let left = 0
    const stream = new ConflatingQueue<string, number>(() => left++)
    stream.end()
    await readAll(stream)
    expect(left).toBe(0)
  })
})
