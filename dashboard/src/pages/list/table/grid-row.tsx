import { VisuallyHidden } from '@mantine/core'
import { memo, type ReactNode } from 'react'
import type { Column } from './column.ts'
import type { CursorItem } from './cursor-pages.ts'
import classes from './virtual-table.module.css'

interface Props<Item> {
  index: number
  columns: readonly Column<Item>[]
  /** Undefined while it is loading. */
  placed: CursorItem<Item> | undefined
  /** Null if rows can’t be selected. */
  isSelected: boolean | null
  /** Whether all rows are selected, which the boxes of single rows can’t change. */
  isFixed: boolean
  /** Whether the panel shows the row. */
  isOpen: boolean
  /** The column whose cell has the focus when the table gets it. */
  active: number | null
  /** The editor in place of the active cell. */
  editor: ReactNode
}

/** A row of a long table; rerenders only if its item or its state changes. Its table handles clicks and keys. */
export const GridRow = memo(PlainRow)

function PlainRow<Item>(props: Props<Item>) {
  const { index, columns, placed, isSelected, isFixed, isOpen, active, editor } = props
  return (
    <tr
      role="row"
      aria-rowindex={index + 2}
      className={classes['row']}
      data-index={index}
      data-open={isOpen || undefined}
      {...(isSelected !== null && { 'aria-selected': isSelected })}
    >
      {isSelected !== null && (
        <td role="gridcell" className={classes['select']}>
          <label className={classes['box']}>
            <input
              type="checkbox"
              tabIndex={-1}
              aria-label={`Select row ${index + 1}`}
              checked={isSelected}
              disabled={isFixed || !placed}
              readOnly
            />
          </label>
        </td>
      )}
      {columns.map((column, at) => {
        const isActive = active === at
        return (
          <td
            key={column.key}
            role="gridcell"
            data-column={at}
            tabIndex={isActive ? 0 : -1}
            className={column.isRight ? classes['right'] : undefined}
            {...(at > 0 && { 'aria-readonly': column.textOf === undefined })}
          >
            {!placed ? (
              <div className={classes['waiting']}>{at === 0 && <VisuallyHidden>Loading</VisuallyHidden>}</div>
            ) : isActive && editor ? (
              editor
            ) : at === 0 ? (
              <button type="button" tabIndex={-1} className={classes['open']}>
                <bdi>{column.show(placed.item) ?? '–'}</bdi>
              </button>
            ) : (
              <bdi>{column.show(placed.item) ?? '–'}</bdi>
            )}
          </td>
        )
      })}
    </tr>
  )
}
