import { UnreadableFileError } from '../../errors.ts'
import { TextStore } from './text-store.ts'
import { XmlScanner } from './xml-scanner.ts'
import { asText, textOf } from './xml-text.ts'

const names = ['si', 't', 'rPh'] as const
const textOpens = Buffer.from('<t>')
const textAndItemClose = Buffer.from('</t></si>')
/** Maximum characters of a text; spreadsheet programs allow 32,767. */
export const maxText = 250_000

/** Reads the shared strings of a workbook into a store, which the caller must close. */
export async function readSharedStrings(pieces: AsyncIterable<Buffer>, path: string): Promise<TextStore> {
  const store = new TextStore(path)
  try {
    const reader = new StringsReader(store)
    for await (const piece of pieces) reader.push(piece)
    reader.end()
    return store
  } catch (error) {
    store.close()
    throw error
  }
}

/** Joins runs of rich text, and skips phonetic guides. */
class StringsReader {
  readonly #store: TextStore
  readonly #scanner = new XmlScanner(names)
  #isInText = false
  #phonetic = 0
  #runStart = 0
  #isEscaped = false
  #isWide = false

  constructor(store: TextStore) {
    this.#store = store
  }

  push(piece: Buffer): void {
    const scanner = this.#scanner
    scanner.push(piece)
    for (let token = scanner.next(); token !== 'more'; token = scanner.next()) {
      if (token === 'open') {
        if (scanner.name === 't') this.#startRun()
        else if (scanner.name === 'rPh') this.#phonetic++
        else if (scanner.name === 'si' && scanner.takeOnly(textOpens, textAndItemClose)) {
          this.#startRun()
          this.#take(false)
          this.#endRun()
          this.#endText()
        }
      } else if (token === 'close') {
        if (scanner.name === 't') this.#endRun()
        else if (scanner.name === 'si') this.#endText()
        else if (scanner.name === 'rPh') this.#phonetic--
      } else if (this.#isInText) this.#take(token === 'cdata')
    }
  }

  end(): void {
    this.#scanner.finish()
    this.#store.seal()
  }

  #startRun(): void {
    this.#isInText = this.#phonetic === 0
    this.#runStart = this.#store.length
    this.#isEscaped = false
  }

  #take(isCdata: boolean): void {
    const { bytes, start, end, isEscaped, isWide } = this.#scanner
    if (isEscaped) this.#isEscaped = true
    if (isWide || isEscaped) this.#isWide = true
    if (isCdata) {
      const raw = Buffer.from(asText(this.#scanner.latin1(start, end)), 'latin1')
      this.#store.append(raw, 0, raw.length)
    } else this.#store.append(bytes, start, end)
    if (this.#store.length > maxText) {
      throw new UnreadableFileError(`A cell holds more than ${maxText.toLocaleString('en')} characters.`)
    }
  }

  /** A piece may end inside an entity or a character, so a run is decoded as a whole. */
  #endRun(): void {
    if (this.#isInText && this.#isEscaped) {
      const raw = this.#store.cut(this.#runStart).toString('latin1')
      const text = Buffer.from(textOf({ raw, isWide: true, isEscaped: true }))
      this.#store.append(text, 0, text.length)
    }
    this.#isInText = false
  }

  #endText(): void {
    this.#store.endText(this.#isWide)
    this.#isWide = false
  }
}
