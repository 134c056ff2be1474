import type { Range } from 'xlsx'

interface Merge {
  range: Range
  text: string
}

/** Copies the text of merged cells, so that each row that a merged cell covers has its text once. Takes rows in order. */
export class Merges {
  readonly #waiting: Range[]
  #open: Merge[] = []

  constructor(ranges: readonly Range[]) {
    this.#waiting = ranges.toSorted((one, other) => other.s.r - one.s.r)
  }

  /** Changes the cells of the row with this index, from 0. */
  apply(row: number, cells: string[]): void {
    if (this.#open.length > 0) this.#open = this.#open.filter(({ range }) => range.e.r >= row)
    for (let next = this.#waiting.at(-1); next && next.s.r <= row; next = this.#waiting.at(-1)) {
      this.#waiting.pop()
      if (next.e.r >= row) this.#open.push({ range: next, text: next.s.r === row ? (cells[next.s.c] ?? '') : '' })
    }
    for (const { range, text } of this.#open) {
      if (text !== '') while (cells.length < range.s.c) cells.push('')
      if (text !== '') cells[range.s.c] = text
      for (let column = range.s.c + (text === '' ? 0 : 1); column <= range.e.c && column < cells.length; column++) {
        cells[column] = ''
      }
    }
  }
}
