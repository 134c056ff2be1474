import { pipeline, Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { UnreadableFileError } from './errors.ts'
import { isBomb, isNestedBomb } from './expansion.ts'

const pieceSize = 1 << 16

/**
 * Yields bytes, inflated if they start like gzip and unchanged otherwise. If they must be gzip (`isAnnounced`), anything else
 * throws UnreadableFileError, and so does gzip that is damaged or expands to more than any table. Errors of the source are passed on.
 */
export async function* inflated(
  bytes: AsyncIterable<Uint8Array>,
  isAnnounced: boolean,
): AsyncGenerator<Uint8Array, void, undefined> {
  const source = bytes[Symbol.asyncIterator]()
  const start = await readStart(source)
  if (isGzip(start)) {
    yield* inflate(joined(start, source))
  } else if (isAnnounced) {
    await source.return?.()
    throw new UnreadableFileError('The file was announced as gzip (Content-Encoding: gzip), but it is not gzip.')
  } else {
    yield* joined(start, source)
  }
}

function isGzip(start: Uint8Array): boolean {
  return start[0] === 0x1f && start[1] === 0x8b
}

/** Reads the first two bytes, and those received with them. */
async function readStart(source: AsyncIterator<Uint8Array>): Promise<Uint8Array> {
  let start: Uint8Array = Buffer.alloc(0)
  while (start.length < 2) {
    const next = await source.next()
    if (next.done) break
    start = start.length === 0 ? next.value : Buffer.concat([start, next.value])
  }
  return start
}

async function* joined(start: Uint8Array, source: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    if (start.length > 0) yield start
    for (let next = await source.next(); !next.done; next = await source.next()) yield next.value
  } finally {
    await source.return?.()
  }
}

async function* inflate(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const inflater = createGunzip({ chunkSize: pieceSize })
  let size = 0
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const piece of bytes) {
      size += piece.length
      yield piece
    }
  }
  // Errors of the source surface in the inflater.
  pipeline(Readable.from(counted(), { highWaterMark: 1 }), inflater, () => undefined)
  try {
    let expanded = 0
    let isTooDense = isBomb
    for await (const piece of inflater) {
      if (expanded === 0 && isGzip(piece)) isTooDense = isNestedBomb
      expanded += piece.length
      if (isTooDense(inflater.bytesWritten, expanded))
        throw new UnreadableFileError('The file expands to far more than any table, so reading it was stopped.')
      yield piece
    }
  } catch (error) {
    throw refusal(error) ?? error
  }
  // zlib takes zero bytes for padding and ignores anything after them.
  if (inflater.bytesWritten < size)
    throw new UnreadableFileError('The gzip file is damaged: it is followed by other bytes.')
}

function refusal(error: unknown): UnreadableFileError | null {
  if (!(error instanceof Error) || !('code' in error)) return null
  if (error.code === 'Z_BUF_ERROR')
    return new UnreadableFileError('The gzip file is cut off before its end. Upload it again.')
  return error.code === 'Z_DATA_ERROR'
    ? new UnreadableFileError('The gzip file is damaged: it cannot be decompressed.')
    : null
}
