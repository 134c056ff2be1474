import { closeSync, openSync, readSync, rmSync, writeSync } from 'node:fs'

const groupSize = 128
/** Bytes that are kept in memory before groups are written to the file. */
const inMemory = 32 << 20
/** Number of slots for cached groups; larger groups are not cached. */
const places = 1_024
const largestReady = 1 << 16
/** Up to this length a loop is faster than a call. */
const maxByHand = 100

/** Number of consecutive texts of a group, in UTF-8. */
interface Group {
  /** End of each text times two, plus one if it is not ASCII. */
  ends: Uint32Array
  /** Null after it was written to the file. */
  bytes: Buffer | null
  position: number
  size: number
}

/** A group with its bytes, also as one character per byte. */
interface ReadyGroup {
  number: number
  ends: Uint32Array
  bytes: Buffer
  latin1: string | null
}

/**
 * Stores millions of texts by number, as bytes instead of strings: about 32 MB stay in memory, the rest is in a file at `path`,
 * which is deleted on `close`.
 */
export class TextStore {
  readonly #path: string
  readonly #groups: Group[] = []
  readonly #ready: (ReadyGroup | undefined)[] = new Array(places)
  #bytesInMemory = 0
  #bytes = Buffer.allocUnsafe(1 << 13)
  #used = 0
  #textStart = 0
  #ends: number[] = []
  #file: number | null = null
  #fileSize = 0

  constructor(path: string) {
    this.#path = path
  }

  /** Appends to the current text. */
  append(bytes: Buffer, start: number, end: number): void {
    const length = end - start
    const used = this.#used
    if (used + length > this.#bytes.length) this.#grow(used + length)
    const target = this.#bytes
    if (length > maxByHand) bytes.copy(target, used, start, end)
    else for (let index = 0; index < length; index++) target[used + index] = bytes[start + index] ?? 0
    this.#used = used + length
  }

  /** Number of bytes of the current text. */
  get length(): number {
    return this.#used - this.#textStart
  }

  /** Truncates the current text to this number of bytes. */
  cut(from: number): Buffer {
    const start = this.#textStart + from
    const bytes = Buffer.from(this.#bytes.subarray(start, this.#used))
    this.#used = start
    return bytes
  }

  /** Ends the current text, which gets the next number, from 0. `isWide`: it may have non-ASCII characters. */
  endText(isWide: boolean): void {
    this.#ends.push(this.#used * 2 + (isWide ? 1 : 0))
    this.#textStart = this.#used
    if (this.#ends.length === groupSize) this.seal()
  }

  /** Must be called after the last text. */
  seal(): void {
    const size = this.#used
    const bytes = this.#bytes.subarray(0, size)
    const isKept = this.#bytesInMemory + size <= inMemory
    if (isKept) this.#bytesInMemory += size
    this.#groups.push({
      ends: Uint32Array.from(this.#ends),
      bytes: isKept ? Buffer.from(bytes) : null,
      position: isKept ? 0 : this.#write(bytes),
      size,
    })
    this.#ends = []
    this.#used = 0
    this.#textStart = 0
  }

  /** Returns a text of a sealed store; null if there is none with this number. */
  get(number: number): string | null {
    const group = this.#readyGroup(Math.floor(number / groupSize))
    if (!group) return null
    const { ends } = group
    const index = number % groupSize
    const end = ends[index]
    if (end === undefined) return null
    const start = index === 0 ? 0 : (ends[index - 1] ?? 0) >> 1
    if (end % 2 === 1 || group.latin1 === null) return group.bytes.toString('utf8', start, end >> 1)
    return group.latin1.slice(start, end >> 1)
  }

  close(): void {
    if (this.#file === null) return
    closeSync(this.#file)
    rmSync(this.#path, { force: true })
    this.#file = null
  }

  #grow(size: number): void {
    const bytes = Buffer.allocUnsafe(size * 2)
    bytes.set(this.#bytes.subarray(0, this.#used))
    this.#bytes = bytes
  }

  #readyGroup(number: number): ReadyGroup | null {
    const known = this.#ready[number % places]
    if (known?.number === number) return known
    const group = this.#groups[number]
    if (!group) return null
    const bytes = group.bytes ?? this.#read(group)
    const isSmall = group.size <= largestReady
    const ready = { number, ends: group.ends, bytes, latin1: isSmall ? bytes.toString('latin1') : null }
    if (isSmall) this.#ready[number % places] = ready
    return ready
  }

  #write(bytes: Buffer): number {
    const position = this.#fileSize
    this.#file ??= openSync(this.#path, 'wx+', 0o600)
    for (let done = 0; done < bytes.length; ) {
      done += writeSync(this.#file, bytes, done, bytes.length - done, position + done)
    }
    this.#fileSize += bytes.length
    return position
  }

  #read({ position, size }: Group): Buffer {
    const bytes = Buffer.allocUnsafe(size)
    if (this.#file === null) throw new Error('The text store is closed.')
    for (let done = 0; done < size; ) {
      const read = readSync(this.#file, bytes, done, size - done, position + done)
      if (read === 0) throw new Error('The file of the text store was truncated.')
      done += read
    }
    return bytes
  }
}
