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

/** Quotes at the start and at the end of a cell; others are part of its text. Only at a quote does it look back, since blanks may be many. */
const aroundCells = /[“”„‟](?<=(?:^|[\n,;\t|，；])[^\S\n\t]*.)|[“”](?=[^\S\n\t]*(?:[\n,;\t|，；]|$))/g
/** Returns text with straight quotes in place of the curly ones around its cells. */
export function straightQuotes(text: string): string {
  return text.replace(aroundCells, '"')
}

/** Characters that wait for the end of their line. */
const maxHeld = 1 << 20

/** Replaces the curly quotes around the cells of a text that arrives in pieces by straight ones. */
export class StraightQuotes {
  #held = ''

  /** Returns the text up to the end of its last line. */
  push(text: string): string {
    const end = text.lastIndexOf('\n') + 1
    if (end === 0 && this.#held.length + text.length < maxHeld) {
      this.#held += text
      return ''
    }
    const lines = this.#held + (end === 0 ? text : text.slice(0, end))
    this.#held = end === 0 ? '' : text.slice(end)
    return straightQuotes(lines)
  }

  /** Returns the rest. */
  end(): string {
    const rest = this.#held
    this.#held = ''
    return straightQuotes(rest)
  }
}
