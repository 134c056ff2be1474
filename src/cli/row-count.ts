const [quote, lineFeed] = [0x22, 0x0a]

/** Counts the rows of an export while it is received; those of a workbook can't be counted. */
export class RowCount {
  readonly #format: 'csv' | 'jsonl' | 'xlsx'
  #lines = 0
  #isQuoted = false

  constructor(format: 'csv' | 'jsonl' | 'xlsx') {
    this.#format = format
  }

  /** The number of complete rows, without the header. */
  get count(): number {
    return this.#format === 'csv' ? Math.max(0, this.#lines - 1) : this.#lines
  }

  add(bytes: Uint8Array): void {
    if (this.#format === 'xlsx') return
    for (const byte of bytes) {
      if (byte === quote && this.#format === 'csv') this.#isQuoted = !this.#isQuoted
      else if (byte === lineFeed && !this.#isQuoted) this.#lines += 1
    }
  }
}
