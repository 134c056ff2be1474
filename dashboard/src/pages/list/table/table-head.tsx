import { memo, type ReactNode } from 'react'
import type { Column } from './column.ts'
import type { Selecting } from './selection.ts'
import classes from './virtual-table.module.css'

interface Props<Item> {
  columns: readonly Column<Item>[]
  selecting: Selecting<Item> | undefined
  head: ((column: Column<Item>) => ReactNode) | undefined
  sortOf: ((column: Column<Item>) => 'ascending' | 'descending' | 'none' | null) | undefined
}

/** The head of a long table, which does not rerender while that scrolls. */
export const TableHead = memo(PlainHead)

function PlainHead<Item>({ columns, selecting, head, sortOf }: Props<Item>) {
  return (
    <thead role="rowgroup">
      <tr role="row" aria-rowindex={1}>
        {selecting && (
          <th role="columnheader" scope="col" className={classes['select']}>
            <label className={classes['box']}>
              <input
                type="checkbox"
                aria-label="Select all that match"
                checked={selecting.isAll}
                onChange={selecting.toggleAll}
              />
            </label>
          </th>
        )}
        {columns.map((column, at) => {
          const sort = sortOf?.(column) ?? null
          return (
            <th
              key={column.key}
              role="columnheader"
              scope="col"
              data-column={at}
              className={column.isRight ? classes['right'] : undefined}
              {...(sort !== null && { 'aria-sort': sort })}
            >
              {head ? head(column) : column.label}
            </th>
          )
        })}
      </tr>
    </thead>
  )
}
