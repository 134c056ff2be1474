import type { Range } from 'xlsx'
import { placeText } from './place-text.ts'

interface Merge {
  range: Range
  text: string
  link: string
}

/** Copies the text and link of merged cells, so that each row that a merged cell covers has its text once. Takes rows in order. */
export class Merges {
  readonly #waiting: Range[]
  #open: Merge[] = []

  constructor(ranges: readonly Range[]) {
    this.#waiting = ranges.toSorted((one, other) => other.s.r - one.s.r)
  }

  /** Changes the cells and links of the row with this index, from 0. */
  apply(row: number, cells: string[], links: string[]): void {
    if (this.#open.length > 0) this.#open = this.#open.filter(({ range }) => range.e.r >= row)
    for (let next = this.#waiting.at(-1); next && next.s.r <= row; next = this.#waiting.at(-1)) {
      this.#waiting.pop()
      if (next.e.r < row) continue
      const { r, c } = next.s
      this.#open.push({ range: next, text: (r === row && cells[c]) || '', link: (r === row && links[c]) || '' })
    }
    for (const { range, text, link } of this.#open) {
      if (text !== '') placeText(cells, range.s.c, text)
      if (link !== '') placeText(links, range.s.c, link)
      for (let column = range.s.c + (text === '' ? 0 : 1); column <= range.e.c && column < cells.length; column++) {
        cells[column] = ''
      }
    }
  }
}
