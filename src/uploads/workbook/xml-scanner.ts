import { damaged } from './damaged.ts'

/** `more`: all that is whole has been given out. */
export type Token = 'open' | 'close' | 'text' | 'cdata' | 'more'

const deepest = 256
const mostAttributes = 256
/** No tag, comment or declaration of a workbook comes near this. */
const longestTag = 1 << 20
/** So far behind the end nobody looks, and it is faster if no look is out of bounds. */
const padding = 16

const carriageReturn = 0x0d
const space = 0x20
const bang = 0x21
const quote = 0x22
const ampersand = 0x26
const apostrophe = 0x27
const dash = 0x2d
const slash = 0x2f
const colon = 0x3a
const less = 0x3c
const equals = 0x3d
const greater = 0x3e
const question = 0x3f
const bracket = 0x5b
const underscore = 0x5f
const emptyHash = 0x811c9dc5 | 0

/**
 * XML in UTF-8, in pieces that may end anywhere → tags and texts, by their place in `bytes`: a parser for parts of millions of
 * cells, for which one that makes strings is too slow. Refuses a DOCTYPE, so no entity of a document's own is ever expanded,
 * and elements that are not closed in order. Throws UnreadableFileError.
 */
export class XmlScanner {
  /** What is in hand, with zeros behind it; what a token says of places is true until the next piece. */
  bytes: Buffer = Buffer.alloc(1 << 17)
  /** The local name of the element, where it is one of those that were asked for, else ''. */
  name = ''
  /** How many elements stand around the one that opened or closed. */
  depth = 0
  /** Where the text stands; text may come in several tokens. */
  start = 0
  end = 0
  /** Whether the text has bytes beyond ASCII. */
  isWide = false
  /** Whether the text has anything that may stand for something else: & _ or a carriage return. */
  isEscaped = false
  attributeCount = 0
  /** Start and end of name and value, four places an attribute. */
  readonly attributes = new Int32Array(mostAttributes * 4)
  readonly #names: Map<number, string>
  readonly #open = new Int32Array(deepest)
  readonly #opened: string[] = []
  #hash = 0
  /** Where reading goes on, and where what is in hand ends. */
  protected at = 0
  protected length = 0
  /** Whether the element that just opened closes with the next token. */
  protected isEmptyElement = false
  #hadRoot = false
  #latin1: string | null = null

  constructor(names: readonly string[]) {
    this.#names = new Map(names.map((name) => [hashOf(Buffer.from(name)), name]))
  }

  push(piece: Buffer): void {
    const rest = this.length - this.at
    if (rest > longestTag) throw damaged('it has a tag without an end')
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

  /** Throws where the document is not over. */
  finish(): void {
    if (this.depth > 0 || this.at < this.length || !this.#hadRoot) throw damaged('one of its parts breaks off')
  }

  next(): Token {
    if (this.isEmptyElement) {
      this.isEmptyElement = false
      return this.#close()
    }
    const { bytes } = this
    for (;;) {
      const at = this.at
      if (at >= this.length) return 'more'
      if (bytes[at] !== less) return this.#text(at)
      if (at + 1 >= this.length) return 'more'
      const kind = bytes[at + 1]
      if (kind === slash) return this.#closingTag(at)
      if (kind === question) {
        if (!this.#skip(at, '?>')) return 'more'
      } else if (kind === bang) {
        const token = this.#declaration(at)
        if (token !== null) return token
      } else return this.#openingTag(at)
    }
  }

  /**
   * Where the element that just opened has one child of nothing but text, written as `opening` and `closing` say (the latter with
   * the end of the element itself), takes it at once: the text is in hand and the element closed.
   */
  takeOnly(opening: Uint8Array, closing: Uint8Array): boolean {
    if (this.isEmptyElement || !this.standsAt(this.at, opening)) return false
    if (!this.takeText(this.at + opening.length, closing)) return false
    this.depth--
    return true
  }

  /** Takes a text and what must follow it, both at once; false where something else does. */
  protected takeText(from: number, closing: Uint8Array): boolean {
    const before = this.at
    this.#text(from)
    const isWhole = this.standsAt(this.end, closing)
    this.at = isWhole ? this.end + closing.length : before
    return isWhole
  }

  protected standsAt(at: number, expected: Uint8Array): boolean {
    const { bytes } = this
    for (let index = 0; index < expected.length; index++) {
      if (bytes[at + index] !== expected[index]) return false
    }
    return true
  }

  /** The text in hand, each byte as one character. */
  latin1(start: number, end: number): string {
    this.#latin1 ??= this.bytes.toString('latin1', 0, this.length)
    return this.#latin1.slice(start, end)
  }

  /** The raw value of an attribute by its local name. */
  attribute(name: string): string | null {
    const { attributes } = this
    for (let index = 0; index < this.attributeCount * 4; index += 4) {
      const from = attributes[index] ?? 0
      const to = attributes[index + 1] ?? 0
      if (!this.#endsWith(from, to, name)) continue
      return this.latin1(attributes[index + 2] ?? 0, attributes[index + 3] ?? 0)
    }
    return null
  }

  #endsWith(from: number, to: number, name: string): boolean {
    const start = to - name.length
    if (start < from || (start > from && this.bytes[start - 1] !== colon)) return false
    for (let index = 0; index < name.length; index++) {
      if (this.bytes[start + index] !== name.charCodeAt(index)) return false
    }
    return true
  }

  #text(from: number): Token {
    const { bytes, length } = this
    let at = from
    let high = 0
    let isEscaped = false
    for (; at < length; at++) {
      const byte = bytes[at] ?? 0
      if (byte === less) break
      high |= byte
      if (byte === ampersand || byte === underscore || byte === carriageReturn) isEscaped = true
    }
    this.start = from
    this.end = at
    this.isWide = high > 127
    this.isEscaped = isEscaped
    this.at = at
    return 'text'
  }

  #openingTag(from: number): Token {
    const { bytes, length } = this
    const nameEnd = this.#readName(from + 1)
    let at = nameEnd
    let count = 0
    for (;;) {
      while (isSpace(bytes[at])) at++
      if (at >= length) return 'more'
      const byte = bytes[at]
      if (byte === greater) break
      if (byte === slash) {
        if (at + 1 >= length) return 'more'
        if (bytes[at + 1] !== greater) throw damaged('it has a tag that is not written as it must be')
        break
      }
      const attributeEnd = this.#readAttribute(at, count++)
      if (attributeEnd === 0) return 'more'
      at = attributeEnd
    }
    if (nameEnd === from + 1 || this.depth >= deepest || (this.depth === 0 && this.#hadRoot)) {
      throw damaged('one of its parts is not proper XML')
    }
    this.#hadRoot = true
    this.attributeCount = count
    this.isEmptyElement = bytes[at] === slash
    this.at = at + (this.isEmptyElement ? 2 : 1)
    this.name = this.#names.get(this.#hash) ?? ''
    this.#open[this.depth] = this.#hash
    this.#opened[this.depth++] = this.name
    return 'open'
  }

  /** Where the attribute ends; 0 where the piece does so first. */
  #readAttribute(from: number, index: number): number {
    const { bytes, length, attributes } = this
    if (index >= mostAttributes) throw damaged('it has a tag of too many attributes')
    let at = from
    while (at < length && bytes[at] !== equals && !isSpace(bytes[at]) && bytes[at] !== greater) at++
    attributes[index * 4] = from
    attributes[index * 4 + 1] = at
    while (isSpace(bytes[at])) at++
    if (at >= length) return 0
    if (bytes[at] !== equals) throw damaged('it has a tag that is not written as it must be')
    at++
    while (isSpace(bytes[at])) at++
    if (at >= length) return 0
    const mark = bytes[at]
    if (mark !== quote && mark !== apostrophe) throw damaged('it has a tag that is not written as it must be')
    attributes[index * 4 + 2] = ++at
    while (at < length && bytes[at] !== mark) at++
    attributes[index * 4 + 3] = at
    return at < length ? at + 1 : 0
  }

  #closingTag(from: number): Token {
    const { bytes } = this
    let at = this.#readName(from + 2)
    while (isSpace(bytes[at])) at++
    if (at >= this.length) return 'more'
    if (bytes[at] !== greater || this.depth === 0 || this.#open[this.depth - 1] !== this.#hash) {
      throw damaged('its tags are not closed in the order in which they were opened')
    }
    this.at = at + 1
    return this.#close()
  }

  #close(): Token {
    this.name = this.#opened[--this.depth] ?? ''
    return 'close'
  }

  /** Reads a name from `from` on and keeps a hash of what follows its prefix. */
  #readName(from: number): number {
    const { bytes } = this
    let at = from
    let hash = emptyHash
    for (; ; at++) {
      const byte = bytes[at] ?? 0
      // The zeros behind the end are among the last.
      if (byte === greater || byte === slash || byte <= space) break
      hash = byte === colon ? emptyHash : mixed(hash, byte)
    }
    this.#hash = hash
    return at
  }

  /** Comments are passed over; null after one. */
  #declaration(at: number): Token | null {
    const { bytes } = this
    if (bytes[at + 2] === dash && bytes[at + 3] === dash) return this.#skip(at, '-->') ? null : 'more'
    if (this.length - at < '<!DOCTYPE'.length) return 'more'
    if (bytes[at + 2] !== bracket) throw damaged('one of its parts declares a document type, which no spreadsheet does')
    const end = bytes.subarray(0, this.length).indexOf(']]>', at)
    if (end === -1) return 'more'
    this.start = at + '<![CDATA['.length
    this.end = end
    this.isWide = true
    this.isEscaped = true
    this.at = end + 3
    return 'cdata'
  }

  #skip(at: number, end: string): boolean {
    const found = this.bytes.subarray(0, this.length).indexOf(end, at + 2)
    if (found !== -1) this.at = found + end.length
    return found !== -1
  }
}

function hashOf(name: Uint8Array): number {
  return name.reduce(mixed, emptyHash)
}

/** FNV-1a: no two names of a workbook's parts have the same. */
function mixed(hash: number, byte: number): number {
  return Math.imul(hash ^ byte, 0x01000193)
}

/** Other control characters may stand nowhere in XML, so they need no telling apart. */
function isSpace(byte: number | undefined): boolean {
  return byte !== undefined && byte <= space && byte !== 0
}
