import { guardFormula } from '../uploads/formula.ts'
import type { Cell, Export } from './export.ts'

/** Without it, Excel reads UTF-8 as the local encoding. */
const byteOrderMark = '\ufeff'
/** Cells that begin with a letter or digit and contain none of these need neither quotes nor a guard. */
const special = /[",;|\t\r\n]/

/** Yields an export as CSV, whose cells are safe to open in a spreadsheet program. */
export async function* csvOf({ columns, pages, copiedPages }: Export): AsyncGenerator<string | Uint8Array> {
  yield byteOrderMark + lineOf(columns.map(({ header }) => header))
  if (copiedPages !== undefined) {
    for await (const page of copiedPages()) yield* page
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
