import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { Content } from '../../src/uploads/content.ts'
import { inflated } from '../../src/uploads/gzip.ts'
import { inPieces } from '../support/csv-files.ts'

const text = 'Name,City\n'.concat('Ada Lovelace,London\n'.repeat(20_000))
const zipped = gzipSync(text)

async function readAll(content: Content): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  for await (const piece of content) pieces.push(piece)
  return Buffer.concat(pieces)
}

async function refusalOf(bytes: Uint8Array, maxBytes = 10_000_000): Promise<string> {
  const error = await readAll(new Content(inPieces(bytes, [7]), maxBytes)).then(
    () => new Error('The file was read'),
    (reason: unknown) => reason,
  )
  expect(error).toMatchObject({ code: 'UNREADABLE_FILE' })
  return error instanceof Error ? error.message : ''
}

describe('gzip', () => {
  it.each([1, 2, 3, 1_000, 1_000_000])(
    'gzip is inflated from pieces of %d bytes, and its inflated size is counted',
    async (size) => {
      const content = new Content(inPieces(zipped, [size]), 10_000_000)
      expect((await readAll(content)).toString()).toBe(text)
      expect(content.byteSize).toBe(text.length)
    },
  )

  it('gzip may have several members', async () => {
    const members = Buffer.concat([gzipSync('Name,City\n'), gzipSync(''), gzipSync('Ada,London\n')])
    for (const size of [1, 30, 1_000]) {
      expect((await readAll(new Content(inPieces(members, [size]), 1_000))).toString()).toBe('Name,City\nAda,London\n')
    }
  })

  it('gzip is recognized by its bytes, and anything else is passed through', async () => {
    for (const bytes of [
      Buffer.from('Name\nAda\n'),
      Buffer.from([0x1f]),
      Buffer.from([0x1f, 0x8a, 1]),
      Buffer.alloc(0),
    ]) {
      const content = new Content(inPieces(bytes, [1]), 1_000)
      expect(await readAll(content)).toEqual(bytes)
      expect(content.byteSize).toBe(bytes.length)
    }
  })

  it('declared gzip may contain a file that is gzip, too', async () => {
    for (const bytes of [gzipSync(zipped), zipped]) {
      const content = new Content(inflated(inPieces(bytes), true), 10_000_000)
      expect((await readAll(content)).toString()).toBe(text)
    }
  })

  const damaged = Buffer.from(zipped)
  damaged.fill(0xff, 100, 120)
  const wrongSum = Buffer.from(zipped)
  wrongSum.writeUInt32LE(0, zipped.length - 8)
  it.each<[string, Buffer, string]>([
    ['cut off', zipped.subarray(0, -1), 'The gzip file is cut off before its end. Upload it again.'],
    ['cut off in its header', zipped.subarray(0, 5), 'The gzip file is cut off before its end. Upload it again.'],
    [
      'cut off in a later member',
      Buffer.concat([zipped, zipped.subarray(0, 50)]),
      'The gzip file is cut off before its end. Upload it again.',
    ],
    ['damaged', damaged, 'The gzip file is damaged: it cannot be decompressed.'],
    ['wrong in its check sum', wrongSum, 'The gzip file is damaged: it cannot be decompressed.'],
    [
      'followed by text',
      Buffer.concat([zipped, Buffer.from('xyz')]),
      'The gzip file is damaged: it cannot be decompressed.',
    ],
    [
      'followed by zero bytes and a member',
      Buffer.concat([zipped, Buffer.alloc(3), zipped]),
      'The gzip file is damaged: it is followed by other bytes.',
    ],
  ])('gzip that is %s is rejected', async (_what, bytes, message) => {
    expect(await refusalOf(bytes)).toBe(message)
  })

  it('a body that is declared as gzip but is not is rejected', async () => {
    const message = 'The file was announced as gzip (Content-Encoding: gzip), but it is not gzip.'
    for (const bytes of [Buffer.from(text), Buffer.alloc(0)]) {
      await expect(readAll(new Content(inflated(inPieces(bytes), true), 10_000_000))).rejects.toThrow(message)
    }
  })

  it('gzip that expands beyond the limit is not read any further', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000))
    let sent = 0
    let isLetGo = false
    async function* endless(): AsyncGenerator<Uint8Array> {
      try {
        for (; sent < 1_000; sent++) yield bomb
      } finally {
        isLetGo = true
      }
    }
    const content = new Content(endless(), 3_000_000)
    const before = process.memoryUsage().arrayBuffers
    await expect(readAll(content)).rejects.toThrow('The file is larger than 3 MB.')
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20_000_000)
    expect(content.byteSize).toBeLessThan(3_200_000)
    expect(sent).toBeLessThan(10)
    await expect.poll(() => isLetGo).toBe(true)
  })

  it('also limits the compressed bytes, in case they expand to nothing', async () => {
    async function* endless(): AsyncGenerator<Uint8Array> {
      const nothing = gzipSync('')
      for (;;) yield nothing
    }
    await expect(readAll(new Content(endless(), 10_000))).rejects.toThrow('The file is larger than 10,000 bytes.')
  })

  it('passes an error of the source on', async () => {
    async function* aborted(): AsyncGenerator<Uint8Array> {
      yield zipped.subarray(0, 1_000)
      throw new Error('aborted')
    }
    await expect(readAll(new Content(aborted(), 10_000_000))).rejects.toThrow('aborted')
  })
})

describe('the limit', () => {
  const piece = Buffer.alloc(8_000_000, 'x')
  async function* pieces(count: number, rest: number): AsyncGenerator<Uint8Array> {
    for (let sent = 0; sent < count; sent++) yield piece
    yield piece.subarray(0, rest)
  }

  it('a limit of 1 GB accepts 1 GB and not one byte more', async () => {
    const content = new Content(pieces(125, 0), 1_000_000_000)
    for await (const _ of content);
    expect(content.byteSize).toBe(1_000_000_000)
    const larger = (async () => {
      for await (const _ of new Content(pieces(125, 1), 1_000_000_000));
    })()
    await expect(larger).rejects.toThrow('The file is larger than 1,000 MB.')
  })

  it('closes the source', async () => {
    let isLetGo = false
    async function* endless(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) yield piece
      } finally {
        isLetGo = true
      }
    }
    await expect(readAll(new Content(endless(), 10))).rejects.toThrow('larger')
    expect(isLetGo).toBe(true)
  })
})
