import Papa from 'papaparse'
import { markBroken } from './csv/broken-line.ts'
import type { SourceRecord } from './csv/record.ts'

/** Consecutive rows of an upload as they are stored. */
export interface RowChunk {
  /** Number of the first row, from 1. */
  firstRow: number
  rowCount: number
  /** The rows as `unparseRows` writes them. */
  content: string
  /** Numbers of the rows whose quotes are broken: their only cell is the line of the file. */
  brokenRows: number[]
}

const dialect = { delimiter: ',', newline: '\n' } as const
/** The other delimiters that a preview considers: quoted too, so that a preview of `csvText` finds the comma. */
const otherDelimiter = /[;|\t]/

/** Returns rows as normalised CSV, each ending with a line break. */
export function unparseRows(rows: string[][]): string {
  if (rows.length === 0) return ''
  return `${Papa.unparse(rows, { ...dialect, quotes: (cell) => otherDelimiter.test(cell) })}\n`
}

/** Returns the records of a chunk. Throws when its content is not exactly its rows. */
export function recordsOf({ firstRow, rowCount, content, brokenRows }: RowChunk): SourceRecord[] {
  const { data, errors } = Papa.parse<string[]>(content, dialect)
  // The line break at the end opens one more, empty row.
  if (errors.length > 0 || data.length !== rowCount + 1) throw new Error(`The chunk of row ${firstRow} is damaged`)
  data.length = rowCount
  const broken = new Set(brokenRows)
  return data.map((cells, at) => ({ cells, broken: broken.has(firstRow + at) }))
}

/** Returns the rows of a chunk for `csvText`, with broken ones marked: text has no place for their numbers. */
export function csvTextOf(chunk: RowChunk): string {
  if (chunk.brokenRows.length === 0) return chunk.content
  const lines = recordsOf(chunk).map(({ cells, broken }) =>
    broken ? `${markBroken(cells[0] ?? '')}\n` : unparseRows([cells]),
  )
  return lines.join('')
}
