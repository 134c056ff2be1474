const opening = '[“”„‟]'
const closing = '[“”]'
const cell = `${opening}[^“”„‟"\\n]*${closing}`
/** Not tabs, which may be delimiters: what can match in two ways takes exponential time. */
const blanks = '[^\\S\\n\\t]*'
/** A header whose names are all in curly quotes. */
const header = new RegExp(`^\\s*${cell}(?:${blanks}[,;\\t|，；](?:${blanks}${cell})?)+${blanks}(?:\\n|$)`)

/** Returns whether a word processor has replaced the quotes around the cells by curly ones. */
export function hasCurlyQuotes(sample: string): boolean {
  return header.test(sample)
}

/** Returns text with straight quotes in place of curly ones. */
export function straightQuotes(text: string): string {
  return text.replace(/[“”„‟]/g, '"')
}
