import { columnNames, groupedNames } from './columns.ts'
import { isBlank, isBorder, type SourceRecord } from './csv/record.ts'
import { filledLength, type Layout } from './csv/sniff.ts'
import { UnreadableFileError } from './errors.ts'
import { Footer } from './footer.ts'
import { unguardFormula } from './formula.ts'
import { pluralize } from './pluralize.ts'
import { RowChunks } from './row-chunks.ts'
import type { RowChunk } from './row-text.ts'

/** What staging finds out about every kind of file. */
export interface TableFindings {
  headerLine: number
  columns: string[]
  totalRows: number
  sampleRows: string[][]
}

/** The part of a layout that names the columns. */
export type TableLayout = Pick<Layout, 'headerLine' | 'width' | 'groups'>

const maxColumns = 1_000
/** If most of the first rows are broken, the file is not a table; fewer broken rows than `minBrokenRows` are just bad rows. */
const recordsToJudge = 1_000
const minBrokenRows = 10
/** More than the rows of a sheet, which some programs export to the last, with nothing but delimiters. */
const maxEmptyRows = 2_000_000

/** Turns records, from the header on, into row chunks. Throws UnreadableFileError when they are not a table. */
export class Table {
  readonly #headerLine: number
  readonly #width: number
  readonly #groups: string[]
  readonly #maxEmptyRows: number
  #columns: string[] = []
  #header = ''
  #rows: RowChunks | null = null
  #repeatedHeaders = 0
  #emptyRows = 0
  #firstBrokenLine: number | null = null
  /** The last row, which may be a total. */
  #last: SourceRecord | null = null
  readonly #footer = new Footer()

  /** `headerLine` is the line of the header, 0 if the first record is a row; at least `width` columns have values. */
  constructor({ headerLine, width, groups }: TableLayout, emptyRowLimit = maxEmptyRows) {
    this.#maxEmptyRows = emptyRowLimit
    this.#headerLine = headerLine
    this.#width = width
    this.#groups = groups
  }

  /** Adds the record that starts on `line` of the file. Returns a chunk when one is full. */
  add(read: SourceRecord, line: number): RowChunk | null {
    if (isBorder(read)) return null
    if (isBlank(read)) {
      if (read.cells.length > 1) this.#countEmpty()
      this.#footer.followBlank()
      return null
    }
    const record = unguarded(read)
    if (!this.#rows) {
      this.#rows = this.#begin(record, line)
      if (this.#headerLine !== 0) return null
    } else if (this.#isHeader(record)) {
      this.#repeatedHeaders++
      return null
    }
    if (this.#rows.totalRows === 0 && this.#describesColumns(record)) return null
    if (record.broken) this.#firstBrokenLine ??= line
    if (this.#footer.takes(record, this.#rows.width)) return null
    const chunk = this.#addLast(this.#footer.release())
    this.#last = record
    return chunk
  }

  /** Whether a record below the header is no row; one of a survey names the columns. */
  #describesColumns(record: SourceRecord): boolean {
    if (this.#last === null && (isRule(record) || isDescription(record))) return true
    if (this.#header === '') return false
    const header = this.#header.split('\0')
    if (this.#last === null && record.cells.some(isOpenAnswer)) {
      this.#rename(groupedNames(withoutAnswers(record.cells), header))
      return true
    }
    if (this.#last === null || !areImportIds(record)) return false
    this.#rename(this.#last.cells)
    this.#last = null
    return true
  }

  /** Columns without a new name, such as those after the last cell of a short line, keep theirs. */
  #rename(names: readonly string[]): void {
    this.#columns = columnNames(this.#columns.map((name, at) => names[at]?.trim() || name))
  }

  /** Returns the last chunk. Throws UnreadableFileError when there were no rows. */
  end(): RowChunk | null {
    const [last, ...next] = this.#footer.end(this.#last, this.#rows?.width ?? 0)
    this.#last = last ?? null
    const chunk = this.#isListOfAddresses(next) ? this.#addInRows(last?.cells ?? []) : this.#addLast(next)
    this.#judge()
    if (!this.#rows || this.#rows.totalRows === 0) {
      throw new UnreadableFileError('The file has a header but no rows.', this.#headerLine || null)
    }
    return chunk ?? this.#rows.rest()
  }

  /** Whether all that the file has is e-mail addresses in one line, as copied from a message. */
  #isListOfAddresses(next: readonly SourceRecord[]): boolean {
    const isAlone = this.#headerLine === 0 && this.#rows?.totalRows === 0 && next.length === 0
    return isAlone && this.#last !== null && areAddresses(this.#last)
  }

  /** Adds each of the cells as a row. */
  #addInRows(cells: readonly string[]): RowChunk | null {
    const filled = cells.map((cell) => cell.trim()).filter((cell) => cell !== '')
    const [first, ...others] = filled.map((cell) => ({ cells: [cell], broken: false }))
    if (first === undefined) return null
    this.#rows = new RowChunks(1, 1)
    this.#last = first
    return this.#addLast(others)
  }

  /** Adds the last row and those that follow it. */
  #addLast(next: readonly SourceRecord[]): RowChunk | null {
    const first = this.#last ?? next[0]
    if (first === undefined || this.#rows === null) return null
    const { totalRows } = this.#rows
    const chunk = this.#rows.add(first, this.#last === null ? next.slice(1) : next)
    if (totalRows < recordsToJudge && this.#rows.totalRows >= recordsToJudge) this.#judge()
    return chunk
  }

  #countEmpty(): void {
    if (++this.#emptyRows <= this.#maxEmptyRows) return
    throw new UnreadableFileError(
      `The file has more than ${pluralize(this.#maxEmptyRows, 'empty row')}. Delete them and upload it again.`,
    )
  }

  /** Whether line numbers are still needed: they are in the error that the first rows may cause. */
  get needsLines(): boolean {
    return (this.#rows?.totalRows ?? 0) <= recordsToJudge
  }

  /** Returns the findings, which are complete after `end`. */
  findings(): TableFindings {
    const { totalRows = 0, sampleRows = [], width = 0 } = this.#rows ?? {}
    return { headerLine: this.#headerLine, columns: this.#columns.slice(0, width), totalRows, sampleRows }
  }

  /** Returns warnings about the rows, to show to the user. */
  warnings(): string[] {
    const { brokenRows = 0, surplusRows = 0, roundedNumbers = 0 } = this.#rows ?? {}
    const { leftOut } = this.#footer
    return [
      this.#headerLine === 0 && 'The file has no header. Columns are named by position.',
      this.#repeatedHeaders > 0 && `${pluralize(this.#repeatedHeaders, 'repeated header')} skipped.`,
      brokenRows > 0 && `${pluralize(brokenRows, 'row')} with broken quotes.`,
      surplusRows > 0 && `${pluralize(surplusRows, 'row')} with more cells than columns.`,
      leftOut > 0 && `${pluralize(leftOut, 'row')} below the table skipped: totals or notes.`,
      roundedNumbers > 0 &&
        `${pluralize(roundedNumbers, 'number')} in scientific notation lost digits. Format the column as text and export it again.`,
    ].filter((warning) => warning !== false)
  }

  #begin(first: SourceRecord, line: number): RowChunks {
    if (first.broken) throw new UnreadableFileError(`The quotes of the header in line ${line} are broken.`, line)
    const cells = this.#groups.length === 0 ? first.cells : groupedNames(withoutAnswers(first.cells), this.#groups)
    const names = cells.slice(0, filledLength(cells))
    if (names.length > maxColumns) {
      throw new UnreadableFileError(`The file has more than ${maxColumns.toLocaleString('en')} columns.`, line)
    }
    // Programs that end each line with a delimiter create unnamed columns, which are kept only if a row has a value in them.
    const most = Math.min(first.cells.length, maxColumns)
    if (this.#headerLine !== 0) {
      this.#columns = columnNames(cells.slice(0, most))
      this.#header = joined(first)
      return new RowChunks(Math.max(names.length, Math.min(this.#width, most)), most)
    }
    const width = Math.min(Math.max(names.length, this.#width), maxColumns)
    this.#columns = columnNames(Array<string>(Math.max(most, width)).fill(''))
    return new RowChunks(width, this.#columns.length)
  }

  /** Concatenated files repeat the header. A header of a single cell may also be a value. */
  #isHeader(record: SourceRecord): boolean {
    if (record.broken || !this.#header.includes('\0')) return false
    return this.#header.startsWith(record.cells[0]?.trim() ?? '') && joined(record) === this.#header
  }

  #judge(): void {
    const { totalRows = 0, brokenRows = 0 } = this.#rows ?? {}
    if (totalRows > recordsToJudge || brokenRows < minBrokenRows || brokenRows * 2 <= totalRows) return
    throw new UnreadableFileError(
      `The quotes of most rows are broken, first in line ${this.#firstBrokenLine}.`,
      this.#firstBrokenLine,
    )
  }
}

/** Returns whether a record is the line below the header of a table in Markdown or of a database's console. */
function isRule({ cells }: SourceRecord): boolean {
  if (cells.length === 1) return /^-{3,}(?:\+-{3,})*$/.test(cells[0]?.trim() ?? '')
  return cells.every((cell) => /^(?::?-{2,}:?)?$/.test(cell.trim()))
}

/** Returns whether a record is several e-mail addresses and nothing else. */
function areAddresses({ cells }: SourceRecord): boolean {
  const filled = cells.map((cell) => cell.trim()).filter((cell) => cell !== '')
  return filled.length > 1 && filled.every((cell) => /^[^\s@<>]+@[^\s@<>]+$|<[^\s@<>]+@[^\s@<>]+>$/.test(cell))
}

const description =
  /^\(?(?:required|optional|mandatory|text|string|number|pflichtfeld|obligatoire|facultatif|obligatorio|opcional|obbligatorio|facoltativo|verplicht|optioneel)\)?$/i

/** Returns whether a record is the line of a template that says which columns must be filled, or with what. */
function isDescription({ cells }: SourceRecord): boolean {
  const filled = cells.map((cell) => cell.trim()).filter((cell) => cell !== '')
  return filled.length > 1 && filled.every((cell) => description.test(cell))
}

const openAnswer =
  /^(?:open-ended response|offene antwort|réponse ouverte|respuesta abierta|risposta aperta|resposta aberta|open antwoord)$/i
const answer = /^(?:response|antwort|réponse|respuesta|risposta|resposta|antwoord)$/i

/** Returns whether a cell stands below the question that a text answers, as SurveyMonkey writes it. */
function isOpenAnswer(cell: string): boolean {
  return openAnswer.test(cell.trim())
}

/** Returns the parts of questions, blank where the whole question is answered. */
function withoutAnswers(cells: string[]): string[] {
  if (!cells.some(isOpenAnswer)) return cells
  return cells.map((cell) => (isOpenAnswer(cell) || answer.test(cell.trim()) ? '' : cell))
}

/** Returns whether a record is the line with which Qualtrics ends a header of codes and questions. */
function areImportIds({ cells }: SourceRecord): boolean {
  return cells.every((cell) => /^\{"?ImportId"?:/.test(cell.trim()))
}

function joined({ cells }: SourceRecord): string {
  return cells
    .slice(0, filledLength(cells))
    .map((cell) => cell.trim())
    .join('\0')
}

/** Returns the record without the characters that protect its cells from spreadsheet programs. */
function unguarded(record: SourceRecord): SourceRecord {
  if (record.broken || !record.cells.some(mayBeGuarded)) return record
  return { cells: record.cells.map(unguardFormula), broken: false }
}

function mayBeGuarded(cell: string): boolean {
  return cell.startsWith("'") || cell.startsWith('="') || cell.includes("''")
}
