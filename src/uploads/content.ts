import { fileTooLarge } from './errors.ts'
import { inflated } from './gzip.ts'

/** A file's bytes as they come in, inflated where they are gzip, and counted. */
export class Content {
  /** Of what was inflated, where anything was. */
  byteSize = 0
  readonly #bytes: AsyncIterable<Uint8Array>
  readonly #maxBytes: number

  constructor(bytes: AsyncIterable<Uint8Array>, maxBytes: number) {
    this.#bytes = bytes
    this.#maxBytes = maxBytes
  }

  /** The bytes, once; throws UnreadableFileError where there are more than are taken, compressed or not, and for gzip that is damaged. */
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
