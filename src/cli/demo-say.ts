import { relative } from 'node:path'
import { styleText } from 'node:util'

/** Prints a heading. */
export function heading(text: string): void {
  const isBright = process.stdout.isTTY && !process.env['NO_COLOR']
  process.stdout.write(`\n${isBright ? styleText('bold', text) : text}\n`)
}

/** Prints lines. */
export function say(...lines: string[]): void {
  for (const line of lines) process.stdout.write(line === '' ? '\n' : `  ${line}\n`)
}

/** Returns a path relative to the working directory, if it is inside. */
export function nameOf(path: string): string {
  const name = relative('', path)
  return name.startsWith('..') ? path : name
}

/** Returns the date and time, for unique names. */
export function today(): string {
  return new Date().toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'medium' })
}
