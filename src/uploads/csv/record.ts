import { withoutInvisible } from '../../invisible.ts'

/** One record of a file. The only cell of a broken one is its line as it was in the file. */
export interface SourceRecord {
  cells: string[]
  broken: boolean
}

/** Most characters of a cell that is examined for invisible ones. */
const maxInvisible = 4

/** Returns whether a record has nothing but white space and delimiters, which is not a row. */
export function isBlank({ cells, broken }: SourceRecord): boolean {
  return (
    !broken &&
    cells.every((cell) => cell.trim() === '' || (cell.length <= maxInvisible && withoutInvisible(cell) === ''))
  )
}

/** Returns whether a record is a line of the frame that a database's console draws around a table: +----+----+ */
export function isBorder({ cells }: SourceRecord): boolean {
  return cells.length === 1 && /^\s*\+(?:[-=]+\+)+\s*$/.test(cells[0] ?? '')
}

/** Returns the number of physical lines that a record takes up. */
export function lineCount({ cells }: SourceRecord): number {
  let lines = 1
  for (const cell of cells) {
    for (let at = cell.indexOf('\n'); at !== -1; at = cell.indexOf('\n', at + 1)) lines++
  }
  return lines
}
