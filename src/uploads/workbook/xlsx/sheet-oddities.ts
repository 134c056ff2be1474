import { pluralize } from '../../pluralize.ts'

/** What is odd about a sheet while it is read, counted. */
export class SheetOddities {
  hiddenRows = 0
  unorderedRows = 0
  uncalculated = 0
  /** The most columns that a row has. */
  width = 0
  readonly #hiddenColumns: [first: number, last: number][] = []

  /** These columns are hidden, from 1 on. */
  hideColumns(first: number, last: number): void {
    this.#hiddenColumns.push([first, last])
  }

  /** In words for a person. */
  warnings(): string[] {
    // Whoever hides what is right of the table hides all columns that there are.
    const hiddenColumns = this.#hiddenColumns
      .map(([first, last]) => Math.max(Math.min(last, this.width) - first + 1, 0))
      .reduce((sum, columns) => sum + columns, 0)
    return [
      this.hiddenRows > 0 && `${pluralize(this.hiddenRows, 'hidden row')} read like any other.`,
      hiddenColumns > 0 && `${pluralize(hiddenColumns, 'hidden column')} read like any other.`,
      this.uncalculated > 0 && `${pluralize(this.uncalculated, 'formula')} without a result left empty.`,
      this.unorderedRows > 0 && `${pluralize(this.unorderedRows, 'row')} not in the order of their numbers.`,
    ].filter((warning) => warning !== false)
  }
}
