import { Box } from '@mantine/core'
import { useElementSize, useMergedRef } from '@mantine/hooks'
import type { ReactNode } from 'react'
import type { Column } from './column.ts'
import { type CursorItem, type CursorPages, itemAt } from './cursor-pages.ts'
import { GridRow } from './grid-row.tsx'
import type { Selecting } from './selection.ts'
import { TableHead } from './table-head.tsx'
import { useHeld } from './use-cursor-pages.ts'
import { useGrid } from './use-grid.ts'
import { useVirtualRows } from './use-virtual-rows.ts'
import classes from './virtual-table.module.css'

/** What tables and cards have in common. */
export interface RowsProps<Item> {
  label: string
  columns: readonly Column<Item>[]
  pages: CursorPages<Item>
  total: number
  /** The filter and the order; a change scrolls to the top. */
  view: string
  /** The height of everything above the table, in pixels. */
  above: number
  /** The index of the row that the panel shows; null if it shows none. */
  open: number | null
  onOpen: (index: number, placed: CursorItem<Item>) => void
  /** Absent if rows can’t be selected. */
  selecting?: Selecting<Item>
}

interface Props<Item> extends RowsProps<Item> {
  /** Renders the head of a column: its label, unless given. */
  head?: (column: Column<Item>) => ReactNode
  /** Returns how a column is sorted; null if it can’t be sorted. */
  sortOf?: (column: Column<Item>) => 'ascending' | 'descending' | 'none' | null
  /** Renders the editor of a cell. */
  editor?: (column: Column<Item>, item: Item, onDone: () => void) => ReactNode
}

const rowHeight = 40
const boxWidth = 44

/** A table of any length: only the visible rows are rendered and loaded. */
export function VirtualTable<Item>(props: Props<Item>) {
  const { label, columns, pages, total, view, above, open, onOpen, selecting, head, sortOf, editor } = props
  const held = useHeld(pages, (all) => all)
  const placedAt = (index: number) => itemAt(held, index)
  const grid = useGrid({
    rows: total,
    columns: columns.length,
    scrollTo: (row) => scrollTo(row),
    onOpen: (row) => {
      const placed = placedAt(row)
      if (placed) onOpen(row, placed)
    },
    canEdit: ({ row, column }) => editor !== undefined && columns[column]?.textOf !== undefined && !!placedAt(row),
    onSelect: selecting?.toggle,
  })
  const { active } = grid
  const { viewport, rows, scrollTo } = useVirtualRows({ pages, total, rowHeight, keep: active.row, view })
  const { ref: size, width: visible } = useElementSize()
  const region = useMergedRef(viewport, size)
  const width = columns.reduce((sum, column) => sum + column.width, selecting ? boxWidth : 0)
  const tracks = [...(selecting ? [`${boxWidth}px`] : []), ...columns.map((column) => `minmax(0, ${column.width}fr)`)]
  const editorAt = (index: number) => {
    const column = columns[active.column]
    const placed = placedAt(index)
    return grid.isEditing && active.row === index && column && placed
      ? editor?.(column, placed.item, grid.stopEditing)
      : null
  }
  return (
    <Box
      ref={region}
      className={classes['viewport'] ?? ''}
      mah={`max(360px, calc(100dvh - ${above}px))`}
      role="region"
      aria-label={label}
      tabIndex={0}
    >
      <table
        ref={grid.table}
        role="grid"
        className={classes['table']}
        style={{ minWidth: width, ...{ '--columns': tracks.join(' ') } }}
        data-pinned={visible < width || undefined}
        aria-label={label}
        aria-rowcount={total + 1}
        aria-busy={held.isStale}
        aria-multiselectable={selecting !== undefined}
        {...grid.handlers}
      >
        <TableHead columns={columns} selecting={selecting} head={head} sortOf={sortOf} />
        <tbody role="rowgroup">
          {rows.map((row) =>
            'space' in row ? (
              <tr key={row.key} aria-hidden className={classes['space']} style={{ height: row.space }} />
            ) : (
              <GridRow
                key={row.index}
                index={row.index}
                columns={columns}
                placed={placedAt(row.index)}
                isSelected={selecting ? selecting.isSelected(placedAt(row.index)?.item) : null}
                isFixed={selecting?.isAll ?? false}
                isOpen={open === row.index}
                active={active.row === row.index ? active.column : null}
                editor={editorAt(row.index)}
              />
            ),
          )}
        </tbody>
      </table>
    </Box>
  )
}
