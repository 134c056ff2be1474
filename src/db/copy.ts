import { once } from 'node:events'
import { setImmediate as yieldToEventLoop } from 'node:timers/promises'
import type pg from 'pg'
import { from } from 'pg-copy-streams'
import { arrayLiteral } from './array-literal.ts'

export type CopyValue = string | number | boolean | readonly string[] | null | undefined

/** How many rows are written out before Postgres gets them and other work its turn: some milliseconds' worth. */
const stretch = 250

/** Inserts rows by COPY, the fastest way into a table; a rejected row rejects them all. Postgres works while later rows are written out, and goes on after `onSent`, when all of them are. */
export async function copyInto<Row>(
  client: pg.ClientBase,
  table: string,
  columns: readonly string[],
  rows: readonly Row[],
  valuesOf: (row: Row) => readonly CopyValue[],
  onSent?: () => void,
): Promise<void> {
  if (rows.length === 0) return
  const stream = client.query(from(`COPY ${table} (${columns.join(', ')}) FROM STDIN`))
  const finished = once(stream, 'finish')
  finished.catch(() => undefined)
  for (let start = 0; start < rows.length && !stream.destroyed; start += stretch) {
    const lines = rows.slice(start, start + stretch).map((row) => `${valuesOf(row).map(toField).join('\t')}\n`)
    if (stream.write(lines.join(''))) await yieldToEventLoop()
    else await once(stream, 'drain')
  }
  stream.end()
  onSent?.()
  await finished
}

function toField(value: CopyValue): string {
  if (value === null || value === undefined) return '\\N'
  if (typeof value === 'string') return escapeText(value)
  if (typeof value === 'object') return escapeText(arrayLiteral(value))
  return String(value)
}

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' }

function escapeText(text: string): string {
  return /[\\\t\n\r]/.test(text) ? text.replace(/[\\\t\n\r]/g, (character) => escapes[character] ?? character) : text
}
