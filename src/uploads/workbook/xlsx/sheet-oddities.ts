import { pluralize } from '../../pluralize.ts'

/** Counts the problems of a sheet while it is read. */
export class SheetOddities {
  hiddenRows = 0
  unorderedRows = 0
  uncalculated = 0
  /** Number of links beyond the limit. */
  surplusLinks = 0
  /** Number of columns of the widest row. */
  width = 0
  readonly #hiddenColumns: [first: number, last: number][] = []

  /** Marks columns as hidden; columns are numbered from 1. */
  hideColumns(first: number, last: number): void {
    this.#hiddenColumns.push([first, last])
  }

  /** Returns warnings to show to the user. */
  warnings(): string[] {
    // Hiding everything right of the table hides all columns up to the last.
    const hiddenColumns = this.#hiddenColumns
      .map(([first, last]) => Math.max(Math.min(last, this.width) - first + 1, 0))
      .reduce((sum, columns) => sum + columns, 0)
    return [
      this.hiddenRows > 0 && `${pluralize(this.hiddenRows, 'hidden row')} read like any other.`,
      hiddenColumns > 0 && `${pluralize(hiddenColumns, 'hidden column')} read like any other.`,
      this.uncalculated > 0 && `${pluralize(this.uncalculated, 'formula')} without a result left empty.`,
      this.surplusLinks > 0 && `${pluralize(this.surplusLinks, 'link')} left out: the sheet has too many.`,
      this.unorderedRows > 0 && `${pluralize(this.unorderedRows, 'row')} not in the order of their numbers.`,
    ].filter((warning) => warning !== false)
  }
}
