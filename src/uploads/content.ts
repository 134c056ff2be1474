import { fileTooLarge } from './errors.ts'

/** A file's bytes as they come in, counted. */
export class Content {
  byteSize = 0
  readonly #bytes: AsyncIterable<Uint8Array>
  readonly #maxBytes: number

  constructor(bytes: AsyncIterable<Uint8Array>, maxBytes: number) {
    this.#bytes = bytes
    this.#maxBytes = maxBytes
  }

  /** The bytes, once; throws UnreadableFileError where there are more than are taken. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    for await (const piece of this.#bytes) {
      this.byteSize += piece.length
      if (this.byteSize > this.#maxBytes) throw fileTooLarge(this.#maxBytes)
      yield piece
    }
  }
}
