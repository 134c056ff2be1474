import { hasColumnNames, hasHeaderWord, isColumnNames, looksLikeData } from '../csv/header-words.ts'
import type { SourceRecord } from '../csv/record.ts'

/** More lines than the title and notes of a cover. */
const maxLines = 12

/** Returns whether the records of a sheet are its title and notes, or labels with values, rather than rows. */
export function isCover(records: readonly SourceRecord[]): boolean {
  if (records.length > maxLines || records.some(isColumnNames)) return false
  const lines = records.map(({ cells }) => cells.filter((cell) => cell.trim() !== ''))
  // Short lines only are a list.
  if (lines.length > 3 && lines.every(([text = '', ...others]) => others.length === 0 && !isProse(text))) return false
  const pairs = lines.filter((line) => line.length > 1)
  const labelled = pairs.filter(([label = '']) => isLabel(label)).length
  return (
    lines.every(({ length }) => length <= 2) &&
    (pairs.length - labelled) * 2 <= lines.length &&
    records.filter(looksLikeData).length <= 1
  )
}

/** Returns whether a header has the names of several columns. */
export function isTableHeader(header: SourceRecord): boolean {
  const names = header.cells.filter((cell) => cell.trim() !== '').length
  return names > 2 || hasHeaderWord(header) || hasColumnNames(header)
}

function isProse(text: string): boolean {
  return /[.:!]$/.test(text.trim()) || text.trim().split(/\s+/).length > 3
}

function isLabel(text: string): boolean {
  return text.trim().endsWith(':') || isColumnNames({ cells: [text], broken: false })
}
