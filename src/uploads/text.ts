import { isAscii, isUtf8 } from 'node:buffer'
import { TextDecoder } from 'node:util'
import { refuseBinary, refuseControlCharacters } from './binary.ts'
import { count } from './count.ts'

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252'

/** Plain ASCII says nothing about the encoding, so the first piece of this size that holds more decides. */
const sampleSize = 1 << 16

/** Bytes in pieces → text in pieces: decoded, without byte order mark and NUL characters, lines ending in LF. */
export class TextReader {
  encoding: Encoding = 'utf-8'
  nulCharacters = 0
  /** Bytes that mean nothing in the encoding; each stands as � in the text. */
  unreadableCharacters = 0
  #decoder: TextDecoder | null = null
  #isStart = true
  #undecided: Uint8Array[] = []
  #undecidedSize = 0
  #heldBack = ''

  /** The text that is certain by now; throws UnreadableFileError for a binary file. */
  push(bytes: Uint8Array): string {
    if (this.#decoder) return this.#clean(this.#decoder.decode(bytes, { stream: true }), false)
    this.#undecided.push(bytes)
    this.#undecidedSize += bytes.length
    return this.#undecidedSize < sampleSize ? '' : this.#clean(this.#decide(false), false)
  }

  /** The text that is left; throws UnreadableFileError for a binary file. */
  end(): string {
    const text = this.#decoder ? '' : this.#decide(true)
    return this.#clean(text + (this.#decoder?.decode() ?? ''), true)
  }

  /** What was odd about the characters, in words for a person. */
  warnings(): string[] {
    const { encoding, unreadableCharacters, nulCharacters } = this
    return [
      encoding === 'windows-1252' && 'The file is not Unicode; it was read as Windows-1252 (Western European).',
      unreadableCharacters > 0 && `${count(unreadableCharacters, 'character')} could not be read and stand as �.`,
      nulCharacters > 0 && `${count(nulCharacters, 'NUL character')} removed.`,
    ].filter((warning) => warning !== false)
  }

  #decide(atEnd: boolean): string {
    const sample = Buffer.concat(this.#undecided)
    const marked = this.#isStart ? encodingOfStart(sample) : null
    if (this.#isStart) refuseBinary(sample)
    if (this.#isStart && marked === null) refuseControlCharacters(sample)
    this.#isStart = false
    const encoding = marked ?? encodingOf(sample, atEnd)
    if (encoding === 'unclear') {
      this.#undecided = [sample]
      return ''
    }
    this.#undecided = []
    this.#undecidedSize = 0
    if (encoding === 'ascii') return sample.toString('latin1')
    this.encoding = encoding
    this.#decoder = new TextDecoder(encoding)
    return this.#decoder.decode(sample, { stream: true })
  }

  #clean(decoded: string, atEnd: boolean): string {
    let text = this.#heldBack + decoded
    if (text.includes('\0')) {
      const length = text.length
      text = text.replaceAll('\0', '')
      this.nulCharacters += length - text.length
    }
    for (let at = text.indexOf('\ufffd'); at !== -1; at = text.indexOf('\ufffd', at + 1)) this.unreadableCharacters++
    this.#heldBack = !atEnd && text.endsWith('\r') ? '\r' : ''
    if (this.#heldBack !== '') text = text.slice(0, -1)
    return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text
  }
}

/** What a byte order mark says, or the zero bytes that plain letters have in UTF-16. */
function encodingOfStart(sample: Buffer): Encoding | null {
  if (sample[0] === 0xff && sample[1] === 0xfe) return 'utf-16le'
  if (sample[0] === 0xfe && sample[1] === 0xff) return 'utf-16be'
  if (sample[0] === 0xef && sample[1] === 0xbb && sample[2] === 0xbf) return 'utf-8'
  const zeros = [0, 0]
  for (const [index, byte] of sample.subarray(0, 1_000).entries()) {
    if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1
  }
  const [even = 0, odd = 0] = zeros
  const many = Math.min(sample.length, 1_000) / 4
  if (odd > many && even * 10 < odd) return 'utf-16le'
  if (even > many && odd * 10 < even) return 'utf-16be'
  return null
}

function encodingOf(sample: Buffer, atEnd: boolean): Encoding | 'ascii' | 'unclear' {
  if (isAscii(sample)) return 'ascii'
  if (isUtf8(sample)) return 'utf-8'
  if (atEnd) return 'windows-1252'
  // The sample may end inside a character, which has four bytes at most.
  if (isAscii(sample.subarray(0, -3))) return 'unclear'
  return [1, 2, 3].some((cut) => isUtf8(sample.subarray(0, -cut))) ? 'utf-8' : 'windows-1252'
}

/** A text as the bytes of a file, in pieces. */
export async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  const pieceSize = 1 << 20
  for (let at = 0; at < text.length; ) {
    const last = text.charCodeAt(at + pieceSize - 1)
    const isHalfACharacter = last >= 0xd800 && last < 0xdc00
    const end = at + pieceSize - (isHalfACharacter ? 1 : 0)
    yield Buffer.from(text.slice(at, end))
    at = end
  }
}
