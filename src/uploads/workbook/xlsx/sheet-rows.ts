import { UnreadableFileError } from '../../errors.ts'
import { damaged } from '../damaged.ts'
import type { Merges } from '../merges.ts'
import { placeText } from '../place-text.ts'
import type { SheetRow } from '../reader.ts'
import { CellScanner, digitsAt, maxColumns } from './cell-scanner.ts'
import type { CellTexts } from './cell-texts.ts'
import { maxText } from './shared-strings.ts'
import { addressInFormula, type SheetLinks } from './sheet-links.ts'
import { SheetOddities } from './sheet-oddities.ts'
import { asText } from './xml-text.ts'

const names = ['worksheet', 'col', 'row', 'c', 'v', 'is', 'f', 't', 'rPh'] as const

/** No spreadsheet program has more. */
const maxRows = 1 << 20
/** Maximum rows of a batch, and of the cells in them. */
const batchRows = 500
const batchCells = 50_000
/** The longest formula that spreadsheet programs allow, in characters. */
const maxFormula = 8_192
const letterH = 0x68

/** Reads rows from the XML of a sheet in pieces. Throws UnreadableFileError. */
export class SheetRows {
  readonly #texts: CellTexts
  readonly #merges: Merges
  readonly #links: SheetLinks
  readonly #scanner = new CellScanner(names)
  readonly #oddities = new SheetOddities()
  #batch: SheetRow[] = []
  #batchedCells = 0
  #rowNumber = 0
  #highestRow = 0
  #isInRow = false
  #isHidden = false
  #cells: string[] = []
  #rowLinks: string[] = []
  #column = -1
  #isInCell = false
  #hasFormula = false
  #isInFormula = false
  /** The raw text of the cell's formula if that may be a link. */
  #formula = ''
  #isInline = false
  #phonetic = 0
  #collects = false
  readonly #value = { raw: '', isWide: false, isEscaped: false }
  #foundCells = false
  #foundRows = false

  constructor(texts: CellTexts, merges: Merges, links: SheetLinks) {
    this.#texts = texts
    this.#merges = merges
    this.#links = links
    this.#oddities.surplusLinks = links.surplus
  }

  *push(piece: Buffer): Generator<SheetRow[]> {
    this.#scanner.push(piece)
    while (this.#readBatch()) yield this.#takeBatch()
    if (this.#batch.length > 0) yield this.#takeBatch()
  }

  /** Must be called after the last piece. Throws when the sheet is truncated, or has cells but no rows. */
  finish(): void {
    this.#scanner.finish()
    if (this.#foundCells && !this.#foundRows) throw damaged('a sheet has cells but no rows')
  }

  /** Returns warnings to show to the user; complete after `finish`. */
  warnings(): string[] {
    return this.#oddities.warnings()
  }

  /** Returns false when the piece ends first. */
  #readBatch(): boolean {
    const scanner = this.#scanner
    for (;;) {
      while (this.#isInRow && !this.#isInCell && scanner.takeCell()) this.#takeCell()
      const token = scanner.next()
      if (token === 'more') return false
      if (token === 'open') this.#open()
      else if (token === 'close') {
        this.#close()
        if (this.#batch.length >= batchRows || this.#batchedCells >= batchCells) return true
      } else if (this.#collects) this.#collect(token === 'cdata')
      else if (this.#isInFormula) this.#collectFormula(token === 'cdata')
    }
  }

  #takeBatch(): SheetRow[] {
    const batch = this.#batch
    this.#batch = []
    this.#batchedCells = 0
    return batch
  }

  #open(): void {
    const scanner = this.#scanner
    switch (scanner.name) {
      case 'c':
        this.#foundCells = true
        if (!this.#isInRow) break
        scanner.readCell()
        this.#beginCell()
        this.#isInCell = true
        break
      case 'v':
        this.#collects = this.#isInCell && !this.#isInline
        break
      case 'f':
        this.#hasFormula = true
        this.#isInFormula = this.#isInCell
        break
      case 'is':
        this.#isInline = this.#isInCell
        this.#value.raw = ''
        break
      case 't':
        this.#collects = this.#isInline && this.#phonetic === 0
        break
      case 'rPh':
        this.#phonetic++
        break
      case 'row':
        this.#openRow()
        break
      case 'col':
        this.#openColumns()
        break
      case 'worksheet':
        break
      default:
        if (scanner.depth === 1) throw damaged('a sheet is not a worksheet')
    }
  }

  #close(): void {
    switch (this.#scanner.name) {
      case 'c':
        if (this.#isInCell) this.#endCell()
        break
      case 'v':
      case 't':
        this.#collects = false
        break
      case 'f':
        this.#isInFormula = false
        break
      case 'rPh':
        this.#phonetic--
        break
      case 'row':
        this.#closeRow()
    }
  }

  #openColumns(): void {
    if (!isTrue(this.#scanner.attribute('hidden'))) return
    const first = Number(this.#scanner.attribute('min') ?? 1)
    this.#oddities.hideColumns(first, Number(this.#scanner.attribute('max') ?? first))
  }

  #openRow(): void {
    const number = Number(this.#scanner.attribute('r') ?? this.#rowNumber + 1)
    this.#rowNumber = Number.isInteger(number) && number > 0 ? number : this.#rowNumber + 1
    if (this.#rowNumber > maxRows) throw damaged('a sheet has rows beyond the last possible one')
    this.#isHidden = isTrue(this.#scanner.attribute('hidden'))
    this.#isInRow = true
    this.#foundRows = true
    this.#cells = []
    this.#rowLinks = []
    this.#column = -1
  }

  #closeRow(): void {
    const cells = this.#cells
    const links = this.#rowLinks
    this.#isInRow = false
    for (const [column, address] of this.#links.of(this.#rowNumber - 1)) {
      if (column < cells.length) placeText(links, column, address)
    }
    const isOrdered = this.#rowNumber > this.#highestRow
    // A row whose only values are merged from above is not a row.
    const holdsAnything = cells.some(isFilled)
    if (isOrdered) {
      this.#merges.apply(this.#rowNumber - 1, cells, links)
      this.#highestRow = this.#rowNumber
    }
    while (cells.at(-1) === '') cells.pop()
    if (!holdsAnything || cells.length === 0) return
    if (!isOrdered) this.#oddities.unorderedRows++
    if (this.#isHidden) this.#oddities.hiddenRows++
    if (cells.length > this.#oddities.width) this.#oddities.width = cells.length
    this.#batch.push({ number: this.#rowNumber, cells, ...(links.length > 0 && { links }) })
    this.#batchedCells += cells.length
  }

  /** Adds a cell that was read at once; its value is the current text. */
  #takeCell(): void {
    const { bytes, start, end, type } = this.#scanner
    this.#foundCells = true
    this.#beginCell()
    if (start === end) return
    const number = type === 'string' ? digitsAt(bytes, start, end) : Number.NaN
    if (Number.isNaN(number)) {
      this.#collect(false)
      this.#endCell()
    } else this.#put(this.#texts.shared(number))
  }

  #beginCell(): void {
    this.#column = this.#scanner.column ?? this.#column + 1
    if (this.#column >= maxColumns) throw damaged('a sheet has columns beyond the last possible one')
    this.#hasFormula = false
    this.#isInFormula = false
    this.#formula = ''
    this.#isInline = false
    this.#value.raw = ''
    this.#value.isWide = false
    this.#value.isEscaped = false
  }

  #collect(isCdata: boolean): void {
    const { start, end, isWide, isEscaped } = this.#scanner
    const value = this.#value
    const text = this.#scanner.latin1(start, end)
    value.raw += isCdata ? asText(text) : text
    if (isWide) value.isWide = true
    if (isEscaped) value.isEscaped = true
    if (value.raw.length > maxText) {
      throw new UnreadableFileError(
        `A cell of row ${this.#rowNumber} holds more than ${maxText.toLocaleString('en')} characters.`,
      )
    }
  }

  #collectFormula(isCdata: boolean): void {
    const { bytes, start, end } = this.#scanner
    // Most formulas are not links.
    if (this.#formula === '' && ((bytes[start] ?? 0) | 0x20) !== letterH) return
    if (this.#formula.length + end - start > maxFormula) return
    const text = this.#scanner.latin1(start, end)
    this.#formula += isCdata ? asText(text) : text
  }

  #endCell(): void {
    const { type, style } = this.#scanner
    this.#isInCell = false
    const isText = this.#isInline || type === 'text'
    if (this.#value.raw !== '') this.#put(this.#texts.of(isText ? 'text' : type, style, this.#value))
    else if (this.#hasFormula && !isText) this.#oddities.uncalculated++
    const address = this.#formula === '' ? null : addressInFormula(this.#formula)
    if (address !== null && this.#value.raw !== '') placeText(this.#rowLinks, this.#column, address)
  }

  #put(text: string): void {
    placeText(this.#cells, this.#column, text)
  }
}

function isFilled(cell: string): boolean {
  return cell !== ''
}

function isTrue(attribute: string | null): boolean {
  return attribute === '1' || attribute === 'true'
}
