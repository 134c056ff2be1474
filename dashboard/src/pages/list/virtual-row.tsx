import { VisuallyHidden } from '@mantine/core'
import { memo, type ReactNode } from 'react'
import type { Placed } from './cursor-pages.ts'
import classes from './virtual-table.module.css'

/** A column; the first one opens the row. */
export interface Column<Item> {
  readonly label: string
  /** In pixels, or of a wide table; those without share what is left. */
  readonly width?: number | string
  readonly isRight?: boolean
  /** Left out where there is little room. */
  readonly isWideOnly?: boolean
  show(item: Item): ReactNode
}

interface Props<Item> {
  index: number
  columns: readonly Column<Item>[]
  /** Undefined while it is read. */
  placed: Placed<Item> | undefined
  onOpen(placed: Placed<Item>): void
}

/** A row of a long table, drawn once for as long as it is in view. */
export const Row = memo(OneRow)

function OneRow<Item>({ index, columns, placed, onOpen }: Props<Item>) {
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
