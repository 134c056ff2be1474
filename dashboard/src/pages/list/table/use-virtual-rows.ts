import { useVirtualizer, type VirtualItem } from '@tanstack/react-virtual'
import { useEffect, useRef } from 'react'
import type { CursorPages } from './cursor-pages.ts'

interface Options<Item> {
  pages: CursorPages<Item>
  total: number
  /** In pixels. */
  rowHeight: number
  /** The index of a row that stays rendered, since it has the focus. */
  keep?: number | null
  /** The filter and the order; a change scrolls to the top. */
  view: string
}

/** Decides which rows of a long table are rendered, and has them loaded. */
export function useVirtualRows<Item>({ pages, total, rowHeight, keep = null, view }: Options<Item>) {
  const viewport = useRef<HTMLDivElement>(null)
  const virtualizer = useVirtualizer({
    count: total,
    getScrollElement: () => viewport.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    // The head of the table covers as much.
    scrollPaddingStart: 40,
    rangeExtractor: ({ startIndex, endIndex, overscan, count }) => {
      const from = Math.max(0, startIndex - overscan)
      const to = Math.min(count - 1, endIndex + overscan)
      const rows = Array.from({ length: Math.max(0, to - from + 1) }, (_, at) => from + at)
      if (keep === null || keep >= count || (keep >= from && keep <= to)) return rows
      return keep < from ? [keep, ...rows] : [...rows, keep]
    },
  })
  const rows = virtualizer.getVirtualItems()
  const { startIndex = 0, endIndex = 0 } = virtualizer.range ?? {}
  useEffect(() => pages.setRange(startIndex, endIndex), [pages, startIndex, endIndex])
  const shown = useRef(view)
  useEffect(() => {
    if (shown.current !== view) viewport.current?.scrollTo({ top: 0 })
    shown.current = view
  }, [view])
  return { viewport, rows: withSpaces(rows, virtualizer.getTotalSize()), scrollTo: virtualizer.scrollToIndex }
}

/** A row to render, or the height of those that are left out before it. */
export type RowOrSpace = { readonly index: number } | { readonly space: number; readonly key: string }

function withSpaces(rows: readonly VirtualItem[], height: number): RowOrSpace[] {
  let end = 0
  let spaces = 0
  const all = rows.flatMap(({ index, start, end: next }): RowOrSpace[] => {
    const space = start - end
    end = next
    return space > 0 ? [{ space, key: `space ${spaces++}` }, { index }] : [{ index }]
  })
  return height > end ? [...all, { space: height - end, key: `space ${spaces}` }] : all
}
