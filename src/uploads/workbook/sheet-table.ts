import type { SourceRecord } from '../csv/record.ts'
import { findHeader, type Placed, recordsToJudge } from '../csv/sniff.ts'
import { UnreadableFileError } from '../errors.ts'
import { pluralize } from '../pluralize.ts'
import type { RowChunk } from '../row-text.ts'
import { Table, type TableFindings } from '../table.ts'
import { isCover, isTableHeader } from './cover.ts'
import { LinkColumns } from './link-columns.ts'
import type { Sheet, WorkbookReader } from './reader.ts'
import { unknownSheet } from './refusals.ts'
import { maxColumns } from './xlsx/cell-scanner.ts'

/** What staging finds out about a sheet and its workbook. */
export interface SheetFindings extends TableFindings {
  sheet: string
  /** All sheets in tab order, hidden ones included. */
  sheets: string[]
  warnings: string[]
}

/**
 * Yields the rows of `wanted`, or else of the first sheet that has rows, hidden sheets last, and covers only without a table.
 * Throws UnreadableFileError if there are none, and InvalidInputError for a sheet that does not exist.
 */
export async function* readSheet(
  reader: WorkbookReader,
  wanted: string | null,
): AsyncGenerator<RowChunk, SheetFindings> {
  const tabs = reader.sheets.map((sheet) => ({ ...sheet, label: storable(sheet.name) }))
  const { sheet, label } = await chooseSheet(reader, wanted, tabs)
  const table = new Table(sheet)
  let last = 0
  for await (const records of sheet.records()) {
    for (const { record, line } of records) {
      if (line > last + 1) table.add(blank, line)
      last = line
      const chunk = table.add(record, line)
      if (chunk) yield chunk
    }
  }
  const rest = table.end()
  if (rest) yield rest
  const others = wanted === null ? tabs.filter((tab) => !tab.isHidden && tab.label !== label) : []
  const warnings = [...sheetsLeft(label, others), ...sheet.warnings(), ...reader.warnings(), ...table.warnings()]
  return { ...table.findings(), sheet: label, sheets: labelsOf(tabs), warnings: warnings.map(storable) }
}

/** Names of sheets in a warning. */
const maxNamedSheets = 5

/** The empty rows of a sheet, which readers skip. */
const blank: SourceRecord = { cells: [], broken: false }

/** A sheet with its stored name. */
interface Tab extends Sheet {
  label: string
}

async function chooseSheet(reader: WorkbookReader, wanted: string | null, tabs: Tab[]) {
  if (tabs.length === 0) throw new UnreadableFileError('The workbook has no sheets.')
  const named = tabs.filter(({ label }) => label === wanted)
  if (wanted !== null && named.length === 0) throw unknownSheet(wanted, labelsOf(tabs))
  const visible = tabs.filter((tab) => !tab.isHidden)
  const inOrder = wanted === null ? [...visible, ...tabs.filter((tab) => tab.isHidden)] : named
  const first = await firstSheet(reader, inOrder)
  if (first === null) {
    throw new UnreadableFileError(
      wanted === null ? 'The workbook has no sheet with rows.' : `The sheet "${wanted}" has no rows.`,
    )
  }
  if (wanted !== null || !first.sheet.isCover) return first
  const table = await firstSheet(reader, visible, (sheet) => sheet.isTable).catch((error: unknown) => {
    // The first sheet can be read, whatever is wrong with another.
    if (error instanceof UnreadableFileError) return null
    throw error
  })
  return table ?? first
}

async function firstSheet(
  reader: WorkbookReader,
  tabs: readonly Tab[],
  accepts: (sheet: SheetRecords) => boolean = () => true,
): Promise<{ sheet: SheetRecords; label: string } | null> {
  for (const { name, label } of tabs) {
    const sheet = new SheetRecords(reader, name)
    if ((await sheet.begin()) && accepts(sheet)) return { sheet, label }
    await sheet.leave()
  }
  return null
}

/** Says which sheet was read if others could have been. */
function sheetsLeft(read: string, others: readonly Tab[]): string[] {
  if (others.length === 0) return []
  const named = others.slice(0, maxNamedSheets).map(({ label }) => `“${label}”`)
  const more = others.length > named.length ? [`${others.length - named.length} more`] : []
  const list = new Intl.ListFormat('en').format([...named, ...more])
  return [`The sheet “${read}” was read. The workbook also has ${list}.`]
}

function labelsOf(tabs: readonly Tab[]): string[] {
  return tabs.map(({ label }) => label)
}

/** Removes what Postgres can't store: NUL and half surrogate pairs. */
function storable(text: string): string {
  return text.replaceAll('\0', '').replace(/\p{Cs}/gu, '\ufffd')
}

/** A record with the addresses that its cells link to. */
interface LinkedRecord extends Placed {
  links: readonly string[]
}

/** The records of one sheet, with its header found in advance. */
class SheetRecords {
  readonly #name: string
  headerLine = 0
  width = 0
  groups: string[] = []
  /** Whether it has only a title and notes. */
  isCover = false
  /** Whether it has several named columns. */
  isTable = false
  readonly #batches: AsyncIterator<LinkedRecord[]>
  #top: LinkedRecord[] = []
  #links = new LinkColumns([], [])
  #nulCharacters = 0

  constructor(reader: WorkbookReader, name: string) {
    this.#name = name
    this.#batches = this.#read(reader)
  }

  /** Finds the header. Returns false if there are no rows below it. */
  async begin(): Promise<boolean> {
    while (this.#top.length < recordsToJudge) {
      const { done, value } = await this.#batches.next()
      if (done === true) break
      this.#top.push(...value)
    }
    const found = findHeader(this.#top.slice(0, recordsToJudge))
    if (found === null) return false
    const records = this.#top.map(({ record }) => record)
    const header = this.#top.find(({ line }) => line === found.line)
    this.isCover = isCover(records)
    this.isTable = found.isHeader && header !== undefined && isTableHeader(header.record)
    this.#top = this.#top.filter(({ line }) => line >= found.line)
    this.headerLine = found.isHeader ? found.line : 0
    this.width = found.width
    this.groups = found.groups
    this.#openColumns()
    this.#placeLinks(found.isHeader)
    return this.#top.length > (found.isHeader ? 1 : 0)
  }

  /** Stops reading; for a sheet that is not wanted. */
  async leave(): Promise<void> {
    await this.#batches.return?.()
  }

  #placeLinks(hasHeader: boolean): void {
    const [first] = this.#top
    const header = hasHeader && first ? first.record.cells : []
    const rows = hasHeader ? this.#top.slice(1) : this.#top
    this.#links = new LinkColumns(
      rows.map(({ record, links }) => ({ cells: record.cells, links })),
      header,
    )
    this.width += this.#links.added
    this.groups = this.#links.groups(this.groups)
    this.#top = this.#top.map((record) =>
      hasHeader && record === first
        ? { ...record, record: { cells: this.#links.header(header), broken: false } }
        : this.#withLinks(record),
    )
  }

  #withLinks({ line, record, links }: LinkedRecord): LinkedRecord {
    return { line, record: { ...record, cells: this.#links.apply({ cells: record.cells, links }) }, links }
  }

  /** A sheet has no delimiters that could be wrong, so values right of the table are kept in unnamed columns. */
  #openColumns(): void {
    const [first, ...rows] = this.#top
    if (!first) return
    const { cells } = first.record
    const padded = [...cells, ...Array<string>(maxColumns - cells.length).fill('')]
    this.#top = [{ ...first, record: { cells: padded, broken: false } }, ...rows]
  }

  /** Yields the records from the header on; once, after `begin`. */
  async *records(): AsyncGenerator<Placed[]> {
    const top = this.#top
    this.#top = []
    yield top
    for await (const batch of { [Symbol.asyncIterator]: () => this.#batches }) {
      yield batch.map((record) => this.#withLinks(record))
    }
  }

  warnings(): string[] {
    const nulCharacters = this.#nulCharacters > 0 ? [`${pluralize(this.#nulCharacters, 'NUL character')} removed.`] : []
    return [...nulCharacters, ...this.#links.warnings()]
  }

  async *#read(reader: WorkbookReader): AsyncGenerator<LinkedRecord[]> {
    for await (const rows of reader.rows(this.#name)) {
      yield rows
        .filter(({ cells }) => cells.some((cell) => cell.trim() !== ''))
        .map(({ number, cells, links = [] }) => ({ line: number, record: this.#clean(cells), links }))
    }
  }

  /** Returns cells as they would be in a text file. */
  #clean(cells: string[]): SourceRecord {
    for (const [index, cell] of cells.entries()) {
      if (!/[\0\r\ud800-\udfff]/.test(cell)) continue
      const text = storable(cell)
      this.#nulCharacters += cell.length - text.length
      cells[index] = text.replace(/\r\n?/g, '\n')
    }
    return { cells, broken: false }
  }
}
