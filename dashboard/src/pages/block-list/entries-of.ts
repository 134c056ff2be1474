/** A line of the field, and the entry that it asks for. */
interface Wanted {
  readonly line: string
  readonly entry: { name: string } | { domain: string }
}

/** The entries of a text, one a line; what has a dot and no space is a domain, the rest are names. */
export function entriesOf(text: string): Wanted[] {
  const lines = text.split('\n').map((line) => line.trim())
  return lines
    .filter((line) => line !== '')
    .map((line) => ({ line, entry: /^\S+\.\S+$/.test(line) ? { domain: line } : { name: line } }))
}
