import { damaged } from '../damaged.ts'
import { colon } from './ascii.ts'

/** Longer than any tag, comment or declaration of a workbook, in bytes. */
const maxRest = 1 << 20
/** Zero bytes after the end: reads beyond the end stay within bounds, which is faster. */
const padding = 16

/** A window on a stream of bytes: the unused rest of earlier pieces, and the last piece. */
export class ByteWindow {
  /** The bytes, followed by zeros. Positions are valid until the next piece. */
  bytes: Buffer = Buffer.alloc(1 << 17)
  /** Position of the next byte, and end of the bytes. */
  protected at = 0
  protected length = 0
  #latin1: string | null = null

  /** Adds the next piece. Throws UnreadableFileError when the unused rest is too long. */
  push(piece: Buffer): void {
    const rest = this.length - this.at
    if (rest > maxRest) throw damaged('it has a tag without an end')
    const length = rest + piece.length
    const bytes = length + padding > this.bytes.length ? Buffer.alloc(length * 2 + padding) : this.bytes
    this.bytes.copy(bytes, 0, this.at, this.length)
    piece.copy(bytes, rest)
    bytes.fill(0, length, length + padding)
    this.bytes = bytes
    this.length = length
    this.at = 0
    this.#latin1 = null
  }

  /** Returns a range as text, one character per byte. */
  latin1(start: number, end: number): string {
    this.#latin1 ??= this.bytes.toString('latin1', 0, this.length)
    return this.#latin1.slice(start, end)
  }

  protected matchesAt(at: number, expected: Uint8Array): boolean {
    const { bytes } = this
    for (let index = 0; index < expected.length; index++) {
      if (bytes[at + index] !== expected[index]) return false
    }
    return true
  }

  /** Returns whether a range is a name, with or without a prefix. */
  protected endsWith(from: number, to: number, name: string): boolean {
    const { bytes } = this
    const start = to - name.length
    if (start < from || (start > from && bytes[start - 1] !== colon)) return false
    for (let index = 0; index < name.length; index++) {
      if (bytes[start + index] !== name.charCodeAt(index)) return false
    }
    return true
  }

  /** Returns the next position of a text; -1 if the window ends first. */
  protected find(text: string, from: number): number {
    return this.bytes.subarray(0, this.length).indexOf(text, from)
  }
}
