import { relative } from 'node:path'
import { styleText } from 'node:util'

/** Prints what comes next. */
export function heading(text: string): void {
  const isBright = process.stdout.isTTY && !process.env['NO_COLOR']
  process.stdout.write(`\n${isBright ? styleText('bold', text) : text}\n`)
}

/** Prints lines. */
export function say(...lines: string[]): void {
  for (const line of lines) process.stdout.write(line === '' ? '\n' : `  ${line}\n`)
}

/** A path as somebody in this folder would type it. */
export function nameOf(path: string): string {
  const name = relative('', path)
  return name.startsWith('..') ? path : name
}

/** The day and time, for names that are not there yet. */
export function today(): string {
  return new Date().toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'medium' })
}
