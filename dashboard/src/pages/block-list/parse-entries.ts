/** An entry and the line that it was parsed from. */
interface ParsedEntry {
  readonly line: string
  readonly entry: { name: string } | { domain: string }
}

/** Returns the entries of a text, one per line: with a dot and without spaces a domain, otherwise a name. */
export function parseEntries(text: string): ParsedEntry[] {
  const lines = text.split('\n').map((line) => line.trim())
  return lines
    .filter((line) => line !== '')
    .map((line) => ({ line, entry: /^\S+\.\S+$/.test(line) ? { domain: line } : { name: line } }))
}
