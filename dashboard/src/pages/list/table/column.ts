import type { ReactNode } from 'react'

/** A column of a long table; the first one opens the row. */
export interface Column<Item> {
  readonly key: string
  readonly label: string
  /** At least, in pixels. Columns share the rest of the table. */
  readonly width: number
  readonly isRight?: boolean
  show(item: Item): ReactNode
  /** The text to edit in place; absent if the value can’t be changed. */
  textOf?(item: Item): string
}
