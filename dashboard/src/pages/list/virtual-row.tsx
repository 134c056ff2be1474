import { VisuallyHidden } from '@mantine/core'
import { memo, type ReactNode } from 'react'
import type { CursorItem } from './cursor-pages.ts'
import classes from './virtual-table.module.css'

/** A column; a click on the first one opens the row. */
export interface Column<Item> {
  readonly label: string
  /** In pixels, or a percentage on wide screens; columns without a width share the rest. */
  readonly width?: number | string
  readonly isRight?: boolean
  /** Hidden on narrow screens. */
  readonly isWideOnly?: boolean
  show(item: Item): ReactNode
}

interface Props<Item> {
  index: number
  columns: readonly Column<Item>[]
  /** Undefined while it is loading. */
  placed: CursorItem<Item> | undefined
  onOpen(placed: CursorItem<Item>): void
}

/** A row of a long table; rerenders only if its item changes. */
export const Row = memo(PlainRow)

function PlainRow<Item>({ index, columns, placed, onOpen }: Props<Item>) {
  return (
    <tr aria-rowindex={index + 2} className={classes['row']}>
      {columns.map((column, at) => (
        <td key={column.label} className={column.isRight ? classes['right'] : undefined}>
          {!placed ? (
            <div className={classes['waiting']}>{at === 0 && <VisuallyHidden>Loading</VisuallyHidden>}</div>
          ) : at === 0 ? (
            <button type="button" className={classes['open']} onClick={() => onOpen(placed)}>
              {column.show(placed.item)}
            </button>
          ) : (
            column.show(placed.item)
          )}
        </td>
      ))}
    </tr>
  )
}
