import { formulaStart, guardFormula, guardSplits } from '../uploads/formula.ts'
import type { Cell, Export } from './export.ts'
import { mark, rowEnd } from './export-rows.sql.ts'

/** Without it, Excel reads UTF-8 as the local encoding. */
const byteOrderMark = '\ufeff'
/** Cells that begin with a letter or digit and contain none of these need neither quotes nor a guard. */
const special = /[",;|\t\r\n]/

/** Yields an export as CSV, whose cells are safe to open in a spreadsheet program. */
export async function* csvOf({ columns, pages, copiedPages }: Export): AsyncGenerator<string> {
  yield byteOrderMark + lineOf(columns.map(({ header }) => header))
  if (copiedPages !== undefined) {
    for await (const page of copiedPages()) yield guardCopied(page)
    return
  }
  for await (const page of pages()) {
    let text = ''
    for (const row of page) text += lineOf(row)
    yield text
  }
}

function lineOf(cells: readonly Cell[]): string {
  let line = ''
  for (let at = 0; at < cells.length; at++) {
    const cell = cells[at] ?? ''
    const text = typeof cell === 'string' ? cell : typeof cell === 'number' ? String(cell) : cell.join(', ')
    line += at === 0 ? encode(text) : `,${encode(text)}`
  }
  return `${line}\r\n`
}

function encode(text: string): string {
  if (text === '' || (isPlain(text.charCodeAt(0)) && !special.test(text))) return text
  const guarded = guardFormula(text)
  return /[",\r\n]|^\s|\s$/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded
}

/** Whether a character is an ASCII letter or digit. */
function isPlain(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57)
}

const markedCell = new RegExp(`${mark}(${formulaStart})?`, 'gu')

/** Returns rows of `copyRows` with the line ends of RFC 4180, and with cells that spreadsheet programs show as text. */
function guardCopied(text: string): string {
  if (text === '') return ''
  // Then no line feed but those of cells is left.
  const rows = guardSplits(text.slice(mark.length, -1).replaceAll(`\n${mark}`, rowEnd))
  const guarded = rows.replace(markedCell, (_mark, start?: string) => (start === undefined ? '' : `'${start}`))
  return `${guarded.replaceAll(rowEnd, '\r\n')}\r\n`
}
