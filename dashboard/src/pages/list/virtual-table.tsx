import { Box } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useMemo, useRef } from 'react'
import { type CursorItem, type CursorPages, type HeldPages, itemAt } from './cursor-pages.ts'
import { type Column, Row } from './virtual-row.tsx'
import classes from './virtual-table.module.css'

interface Props<Item> {
  label: string
  columns: readonly Column<Item>[]
  pages: CursorPages<Item>
  held: HeldPages<Item>
  total: number
  /** The filter; a change scrolls to the top. */
  search: string
  /** The height of everything above the table, in pixels. */
  above: number
  onOpen: (placed: CursorItem<Item>) => void
}

const rowHeight = 56

/** A table of any length: only the visible rows are rendered and loaded. */
export function VirtualTable<Item>({ label, columns, pages, held, total, search, above, onOpen }: Props<Item>) {
  const viewport = useRef<HTMLDivElement>(null)
  const isNarrow = useMediaQuery('(max-width: 48em)', false, { getInitialValueInEffect: false })
  const shown = useMemo(() => columns.filter(({ isWideOnly }) => !(isNarrow && isWideOnly)), [columns, isNarrow])
  const virtualizer = useVirtualizer({
    count: total,
    getScrollElement: () => viewport.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  })
  const rows = virtualizer.getVirtualItems()
  const [first, last] = [rows[0], rows.at(-1)]
  const [from, to] = [first?.index ?? 0, last?.index ?? 0]
  useEffect(() => pages.setRange(from, to), [pages, from, to])
  useScrollToTop(viewport, search)
  return (
    <Box
      ref={viewport}
      className={classes['viewport'] ?? ''}
      mah={`max(360px, calc(100dvh - ${above}px))`}
      role="region"
      aria-label={label}
      tabIndex={0}
    >
      <table className={classes['table']} aria-label={label} aria-rowcount={total + 1} aria-busy={held.isStale}>
        <colgroup>
          {shown.map((column) => (
            <col key={column.label} width={isNarrow && typeof column.width === 'string' ? undefined : column.width} />
          ))}
        </colgroup>
        <thead>
          <tr aria-rowindex={1}>
            {shown.map((column) => (
              <th key={column.label} scope="col" className={column.isRight ? classes['right'] : undefined}>
                {column.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <Space height={first?.start ?? 0} width={shown.length} />
          {rows.map(({ index }) => (
            <Row key={index} index={index} columns={shown} placed={itemAt(held, index)} onOpen={onOpen} />
          ))}
          <Space height={virtualizer.getTotalSize() - (last?.end ?? 0)} width={shown.length} />
        </tbody>
      </table>
    </Box>
  )
}

/** Fills the height of rows that are not rendered. */
function Space({ height, width }: { height: number; width: number }) {
  if (height <= 0) return null
  return (
    <tr aria-hidden className={classes['space']}>
      <td colSpan={width} style={{ height }} />
    </tr>
  )
}

function useScrollToTop(viewport: { readonly current: HTMLElement | null }, search: string): void {
  const shown = useRef(search)
  useEffect(() => {
    if (shown.current !== search) viewport.current?.scrollTo({ top: 0 })
    shown.current = search
  }, [viewport, search])
}
