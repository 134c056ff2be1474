import { damaged } from '../damaged.ts'
import { colon } from './ascii.ts'

/** No tag, comment or declaration of a workbook comes near this. */
const maxRest = 1 << 20
/** So far behind the end nobody looks, and it is faster if no look is out of bounds. */
const padding = 16

/** The part of a stream of bytes that is in hand: the last piece, after what could not be used of the one before. */
export class ByteWindow {
  /** What is in hand, with zeros behind it; places in it are true until the next piece. */
  bytes: Buffer = Buffer.alloc(1 << 17)
  /** Where reading goes on, and where what is in hand ends. */
  protected at = 0
  protected length = 0
  #latin1: string | null = null

  /** Takes the next piece; throws UnreadableFileError where too much before it could not be used. */
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

  /** What is in hand as a text, each byte as one character. */
  latin1(start: number, end: number): string {
    this.#latin1 ??= this.bytes.toString('latin1', 0, this.length)
    return this.#latin1.slice(start, end)
  }

  protected standsAt(at: number, expected: Uint8Array): boolean {
    const { bytes } = this
    for (let index = 0; index < expected.length; index++) {
      if (bytes[at + index] !== expected[index]) return false
    }
    return true
  }

  /** Whether what stands from one place to another ends with a name, with nothing or a prefix before it. */
  protected endsWith(from: number, to: number, name: string): boolean {
    const { bytes } = this
    const start = to - name.length
    if (start < from || (start > from && bytes[start - 1] !== colon)) return false
    for (let index = 0; index < name.length; index++) {
      if (bytes[start + index] !== name.charCodeAt(index)) return false
    }
    return true
  }

  /** Where a text stands next, from a place on; -1 where what is in hand ends first. */
  protected find(text: string, from: number): number {
    return this.bytes.subarray(0, this.length).indexOf(text, from)
  }
}
