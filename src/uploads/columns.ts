import { truncate } from './truncate.ts'

const maxName = 200

/** Returns column names for the cells of a header: one line of at most 200 characters, not blank (`Column 3`), unique (`Email (2)`). */
export function columnNames(header: string[]): string[] {
  const taken = new Set(header.map(oneLine))
  const used = new Set<string>()
  return header.map((cell, index) => {
    const name = oneLine(cell)
    const wanted = name === '' ? `Column ${index + 1}` : name
    const isFree = !used.has(wanted) && (name !== '' || !taken.has(wanted))
    const unique = isFree ? wanted : numbered(wanted, (other) => used.has(other) || taken.has(other))
    used.add(unique)
    return unique
  })
}

function oneLine(cell: string): string {
  const lines = cell.split('\n').map((line) => line.trim())
  return truncate(lines.filter((line) => line !== '').join(' '), maxName).trimEnd()
}

function numbered(name: string, isTaken: (name: string) => boolean): string {
  for (let number = 2; ; number++) {
    const suffix = ` (${number})`
    const candidate = `${truncate(name, maxName - suffix.length)}${suffix}`
    if (!isTaken(candidate)) return candidate
  }
}
