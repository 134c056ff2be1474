import { once } from 'node:events'
import { setImmediate as yieldToEventLoop } from 'node:timers/promises'
import type pg from 'pg'
import { from, to } from 'pg-copy-streams'
import { arrayLiteral } from './array-literal.ts'

export type CopyValue = string | number | boolean | readonly string[] | null | undefined

/** A column, and the value that a row has in it. */
export interface CopyColumn<Row> {
  name: string
  read: (row: Row) => CopyValue
}

/** Rows that are formatted before they are sent and the event loop runs: a few milliseconds of work. */
const yieldEvery = 250

/**
 * Inserts rows with COPY; if one is rejected, none is inserted. A column without any value is left to its default. Calls `onSent`
 * when all rows are sent, while Postgres is still working.
 */
export async function copyInto<Row>(
  client: pg.ClientBase,
  table: string,
  columns: readonly CopyColumn<Row>[],
  rows: readonly Row[],
  onSent?: () => void,
): Promise<void> {
  if (rows.length === 0) return
  const used = columns.filter(({ read }) => rows.some((row) => !isNull(read(row))))
  const stream = client.query(from(`COPY ${table} (${used.map(({ name }) => name).join(', ')}) FROM STDIN`))
  const finished = once(stream, 'finish')
  finished.catch(() => undefined)
  for (let start = 0; start < rows.length && !stream.destroyed; start += yieldEvery) {
    const lines = rows
      .slice(start, start + yieldEvery)
      .map((row) => used.map(({ read }) => toField(read(row))).join('\t'))
    if (stream.write(`${lines.join('\n')}\n`)) await yieldToEventLoop()
    else await once(stream, 'drain')
  }
  stream.end()
  onSent?.()
  await finished
}

function isNull(value: CopyValue): value is null | undefined {
  return value === null || value === undefined
}

function toField(value: CopyValue): string {
  if (isNull(value)) return '\\N'
  if (typeof value === 'string') return escapeText(value)
  if (typeof value === 'object') return escapeText(arrayLiteral(value))
  return String(value)
}

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' }

function escapeText(text: string): string {
  return /[\\\t\n\r]/.test(text) ? text.replace(/[\\\t\n\r]/g, (character) => escapes[character] ?? character) : text
}

/** Returns what a statement selects, as COPY writes it; the statement can have no parameters. */
export function copyOut(client: pg.ClientBase, select: string, format: 'csv' | 'text'): AsyncIterable<Buffer> {
  return client.query(to(`COPY (${select}) TO STDOUT WITH (FORMAT ${format})`))
}

/** Returns the rows in the text format of COPY, whose values are text or null. */
export function rowsOfText(copied: Buffer): (string | null)[][] {
  const lines = copied.toString().split('\n')
  // Each row ends with a line feed.
  lines.length -= 1
  return lines.map((line) => line.split('\t').map(fromField))
}

const characters: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' }

function fromField(field: string): string | null {
  if (!field.includes('\\')) return field
  return field === '\\N'
    ? null
    : field.replace(/\\(.)/g, (_escape, character: string) => characters[character] ?? character)
}
