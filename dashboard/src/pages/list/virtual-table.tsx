import { Box } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useMemo, useRef } from 'react'
import { type CursorPages, type Held, itemAt, type Placed } from './cursor-pages.ts'
import { type Column, Row } from './virtual-row.tsx'
import classes from './virtual-table.module.css'

interface Props<Item> {
  label: string
  columns: readonly Column<Item>[]
  pages: CursorPages<Item>
  held: Held<Item>
  total: number
  /** What is looked for: another one begins at the top. */
  search: string
  /** How much of the window's height is something else's. */
  above: number
  onOpen: (placed: Placed<Item>) => void
}

const rowHeight = 56

/** A table of any length: the scrollbar spans all of it, and only the rows in view are drawn and read. */
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
  useEffect(() => pages.look(from, to), [pages, from, to])
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
      <table className={classes['table']} aria-label={label} aria-rowcount={total + 1} aria-busy={held.isOld}>
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

/** Holds the place of the rows that are not drawn. */
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
