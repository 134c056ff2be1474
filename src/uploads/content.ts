import { fileTooLarge } from './errors.ts'
import { inflated } from './gzip.ts'

/** The bytes of a file that is being received, counted and, if gzipped, inflated. */
export class Content {
  /** Size after inflating, in bytes. */
  byteSize = 0
  readonly #bytes: AsyncIterable<Uint8Array>
  readonly #maxBytes: number

  constructor(bytes: AsyncIterable<Uint8Array>, maxBytes: number) {
    this.#bytes = bytes
    this.#maxBytes = maxBytes
  }

  /** Yields the bytes, once. Throws UnreadableFileError above the size limit, compressed or inflated, and for damaged gzip. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
    const received = this.#limited(this.#bytes, () => undefined)
    yield* this.#limited(inflated(received, false), (size) => {
      this.byteSize = size
    })
  }

  async *#limited(bytes: AsyncIterable<Uint8Array>, counted: (size: number) => void): AsyncGenerator<Uint8Array> {
    let size = 0
    for await (const piece of bytes) {
      size += piece.length
      counted(size)
      if (size > this.#maxBytes) throw fileTooLarge(this.#maxBytes)
      yield piece
    }
  }
}
