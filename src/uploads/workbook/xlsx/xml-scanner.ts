import { damaged } from '../damaged.ts'
import {
  ampersand,
  apostrophe,
  bang,
  bracket,
  carriageReturn,
  colon,
  dash,
  equals,
  greater,
  isSpace,
  less,
  question,
  quote,
  slash,
  space,
  underscore,
} from './ascii.ts'
import { ByteWindow } from './byte-window.ts'
import { emptyHash, mixed, nameHash } from './name-hash.ts'

/** `more`: all complete tokens were returned. */
export type Token = 'open' | 'close' | 'text' | 'cdata' | 'more'

const deepest = 256
const maxAttributes = 256

const malformedTag = () => damaged('it has a malformed tag')

/**
 * Scans UTF-8 XML, in pieces that may end anywhere, for tags and texts as positions in `bytes`: a parser for parts with millions of
 * cells, for which one that creates strings is too slow. Refuses a DOCTYPE, so that no entity of the document is ever expanded,
 * and elements that are not closed in order. Throws UnreadableFileError.
 */
export class XmlScanner extends ByteWindow {
  /** Local name of the element if it is one of the known ones, else ''. */
  name = ''
  /** Number of open elements, including one that just opened. */
  depth = 0
  /** Range of the text, which may be split into several tokens. */
  start = 0
  end = 0
  /** Whether the text has non-ASCII bytes. */
  isWide = false
  /** Whether the text may have escapes: it has &, _ or a carriage return. */
  isEscaped = false
  attributeCount = 0
  /** Start and end of name and value: four positions per attribute. */
  readonly attributes = new Int32Array(maxAttributes * 4)
  readonly #names: Map<number, string>
  readonly #open = new Int32Array(deepest)
  readonly #opened: string[] = []
  #hash = 0
  /** Whether the element that just opened closes with the next token. */
  protected isEmptyElement = false
  #hadRoot = false

  constructor(names: readonly string[]) {
    super()
    this.#names = new Map(names.map((name) => [nameHash(name), name]))
  }

  /** Throws when the document is incomplete. */
  finish(): void {
    if (this.depth > 0 || this.at < this.length || !this.#hadRoot) throw damaged('one of its parts is truncated')
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
   * If the element that just opened has one child with only text, written exactly as `opening` and `closing` (the latter with
   * the end of the element itself), reads it at once: the text is the current one and the element is closed.
   */
  takeOnly(opening: Uint8Array, closing: Uint8Array): boolean {
    if (this.isEmptyElement || !this.matchesAt(this.at, opening)) return false
    if (!this.takeText(this.at + opening.length, closing)) return false
    this.depth--
    return true
  }

  /** Reads a text and the `closing` that must follow it at once; returns false if something else follows. */
  protected takeText(from: number, closing: Uint8Array): boolean {
    const before = this.at
    this.#text(from)
    const isWhole = this.matchesAt(this.end, closing)
    this.at = isWhole ? this.end + closing.length : before
    return isWhole
  }

  /** Returns the raw value of an attribute by its local name. */
  attribute(name: string): string | null {
    const { attributes } = this
    for (let index = 0; index < this.attributeCount * 4; index += 4) {
      const from = attributes[index] ?? 0
      const to = attributes[index + 1] ?? 0
      if (!this.endsWith(from, to, name)) continue
      return this.latin1(attributes[index + 2] ?? 0, attributes[index + 3] ?? 0)
    }
    return null
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
        if (bytes[at + 1] !== greater) throw malformedTag()
        break
      }
      const attributeEnd = this.#readAttribute(at, count++)
      if (attributeEnd === 0) return 'more'
      at = attributeEnd
    }
    if (nameEnd === from + 1 || this.depth >= deepest || (this.depth === 0 && this.#hadRoot)) {
      throw damaged('one of its parts is not valid XML')
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

  /** Returns the end of the attribute; 0 if the piece ends first. */
  #readAttribute(from: number, index: number): number {
    const { bytes, length, attributes } = this
    if (index >= maxAttributes) throw damaged('it has a tag with too many attributes')
    let at = from
    while (at < length && bytes[at] !== equals && !isSpace(bytes[at]) && bytes[at] !== greater) at++
    attributes[index * 4] = from
    attributes[index * 4 + 1] = at
    while (isSpace(bytes[at])) at++
    if (at >= length) return 0
    if (bytes[at] !== equals) throw malformedTag()
    at++
    while (isSpace(bytes[at])) at++
    if (at >= length) return 0
    const mark = bytes[at]
    if (mark !== quote && mark !== apostrophe) throw malformedTag()
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
      throw damaged('its tags are not closed in the right order')
    }
    this.at = at + 1
    return this.#close()
  }

  #close(): Token {
    this.name = this.#opened[--this.depth] ?? ''
    return 'close'
  }

  /** Reads a name from `from` on, and hashes it without its prefix. */
  #readName(from: number): number {
    const { bytes } = this
    let at = from
    let hash = emptyHash
    for (; ; at++) {
      const byte = bytes[at] ?? 0
      // The zeros after the end are in the last group.
      if (byte === greater || byte === slash || byte <= space) break
      hash = byte === colon ? emptyHash : mixed(hash, byte)
    }
    this.#hash = hash
    return at
  }

  /** Skips comments; returns null after one. */
  #declaration(at: number): Token | null {
    const { bytes } = this
    if (bytes[at + 2] === dash && bytes[at + 3] === dash) return this.#skip(at, '-->') ? null : 'more'
    if (this.length - at < '<!DOCTYPE'.length) return 'more'
    if (bytes[at + 2] !== bracket) throw damaged('one of its parts declares a document type, which no spreadsheet does')
    const end = this.find(']]>', at)
    if (end === -1) return 'more'
    this.start = at + '<![CDATA['.length
    this.end = end
    this.isWide = true
    this.isEscaped = true
    this.at = end + 3
    return 'cdata'
  }

  #skip(at: number, end: string): boolean {
    const found = this.find(end, at + 2)
    if (found !== -1) this.at = found + end.length
    return found !== -1
  }
}
