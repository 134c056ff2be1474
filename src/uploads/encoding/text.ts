import { pluralize } from '../pluralize.ts'
import { refuseBinary, refuseControlCharacters } from './binary.ts'
import { byteOrder } from './byte-order.ts'
import { type Decoder, decoderOf } from './decoder.ts'
import { detect } from './detect.ts'
import { type Encoding, labelOf } from './encodings.ts'
import { MixedDecoder } from './mixed-decoder.ts'

/** ASCII does not indicate the encoding, so the first block with other bytes decides, together with later ones if it has few. */
const blockSize = 1 << 16
const maxUndecided = 1 << 20

/** Decodes bytes in pieces into text without byte order mark and NUL characters, with LF line breaks. */
export class TextReader {
  encoding: Encoding = 'utf-8'
  nulCharacters = 0
  /** Number of byte sequences that are invalid in the encoding; each is a � in the text. */
  unreadableCharacters = 0
  #decoder: Decoder | null = null
  readonly #mixed = new MixedDecoder()
  #isStart = true
  #undecided: Uint8Array[] = []
  #undecidedSize = 0
  /** Number of bytes for the next decision, independent of where pieces end. */
  #wanted = blockSize
  #heldBack = ''

  /** Returns the text that can be decoded so far. Throws UnreadableFileError for a binary file. */
  push(bytes: Uint8Array): string {
    if (this.#decoder) return this.#clean(this.#decoder.write(bytes), false)
    this.#undecided.push(bytes)
    this.#undecidedSize += bytes.length
    return this.#undecidedSize < this.#wanted ? '' : this.#clean(this.#decide(false), false)
  }

  /** Returns the remaining text. Throws UnreadableFileError for a binary file. */
  end(): string {
    const text = this.#decoder ? '' : this.#decide(true)
    return this.#clean(text + (this.#decoder?.end() ?? ''), true)
  }

  /** Returns warnings about the characters, to show to the user. */
  warnings(): string[] {
    const { unreadableCharacters, nulCharacters } = this
    const label = labelOf(this.encoding)
    const { otherLines, otherEncoding } = this.#mixed
    const otherLabel = otherEncoding === null ? null : labelOf(otherEncoding)
    return [
      otherLabel !== null && `${pluralize(otherLines, 'line')} not in Unicode, read as ${otherLabel}.`,
      label !== null && `The file is not in Unicode. It was read as ${label}.`,
      unreadableCharacters > 0 && `${pluralize(unreadableCharacters, 'character')} could not be decoded and became �.`,
      nulCharacters > 0 && `${pluralize(nulCharacters, 'NUL character')} removed.`,
    ].filter((warning) => warning !== false)
  }

  #decide(atEnd: boolean): string {
    let bytes: Buffer = Buffer.concat(this.#undecided)
    let text = ''
    while (bytes.length >= this.#wanted || (atEnd && bytes.length > 0)) {
      const sample = bytes.subarray(0, this.#wanted)
      const encoding = this.#encodingOf(sample, atEnd && sample.length === bytes.length)
      if (encoding === 'unclear') {
        this.#wanted *= 2
      } else if (encoding === 'ascii') {
        text += sample.toString('latin1')
        bytes = bytes.subarray(sample.length)
        this.#wanted = blockSize
      } else {
        this.encoding = encoding
        this.#decoder = encoding === 'utf-8' ? this.#mixed : decoderOf(encoding)
        this.#undecided = []
        return text + this.#decoder.write(bytes)
      }
    }
    this.#undecided = [bytes]
    this.#undecidedSize = bytes.length
    return text
  }

  #encodingOf(sample: Buffer, isLast: boolean): Encoding | 'ascii' | 'unclear' {
    if (this.#isStart) {
      const marked = byteOrder(sample)
      if (marked !== null) return marked
      refuseBinary(sample)
      const encoding = detect(sample, isLast || sample.length >= maxUndecided)
      if (encoding !== 'iso-2022-jp') refuseControlCharacters(sample)
      this.#isStart = encoding === 'unclear'
      return encoding
    }
    return detect(sample, isLast || sample.length >= maxUndecided)
  }

  #clean(decoded: string, atEnd: boolean): string {
    let text = this.#heldBack + decoded
    if (text.includes('\0')) {
      const length = text.length
      text = text.replace(/\0+/g, '')
      this.nulCharacters += length - text.length
    }
    // UTF-32 and GB 18030 may contain half of a surrogate pair, which Postgres can't store.
    if (this.encoding.startsWith('utf-32') || this.encoding === 'gb18030') text = text.replace(/\p{Cs}/gu, '\ufffd')
    for (let at = text.indexOf('\ufffd'); at !== -1; at = text.indexOf('\ufffd', at + 1)) this.unreadableCharacters++
    this.#heldBack = !atEnd && text.endsWith('\r') ? '\r' : ''
    if (this.#heldBack !== '') text = text.slice(0, -1)
    return text.includes('\r') ? text.split('\r\n').join('\n').split('\r').join('\n') : text
  }
}

/** Yields a text as the bytes of a file. */
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
