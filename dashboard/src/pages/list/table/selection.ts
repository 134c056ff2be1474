import { notifications } from '@mantine/notifications'
import { useRef, useState } from 'react'
import { number } from '../../../components/format.ts'
import type { CursorPages } from './cursor-pages.ts'

/** Selected rows: those with these ids, or all that match the filter. */
type Selection = ReadonlySet<string> | 'ALL'

/** The selection of a table. */
export interface Selecting<Item> {
  readonly isAll: boolean
  isSelected(item: Item | undefined): boolean
  /** Selects a row or no longer; with `isRange` selects all from the last one on. */
  toggle(index: number, isRange: boolean): void
  toggleAll(): void
}

/** The most rows that the API takes by their ids. */
export const maxSelected = 1_000
const none: Selection = new Set()

/** Keeps which rows are selected; nothing once `filter` changes. */
export function useSelection<Item extends { id: string }>(pages: CursorPages<Item>, filter: string) {
  const [{ selection, of }, setState] = useState({ selection: none, of: filter })
  const current = of === filter ? selection : none
  const set = (change: (now: Selection) => Selection) =>
    setState((state) => ({ selection: change(state.of === filter ? state.selection : none), of: filter }))
  const last = useRef(0)
  const toggle = async (index: number, isRange: boolean) => {
    if (current === 'ALL') return
    const [from, to] = isRange ? [Math.min(last.current, index), Math.max(last.current, index)] : [index, index]
    last.current = index
    const items = to - from < maxSelected ? await pages.readRange(from, to) : null
    const ids = items?.map(({ id }) => id) ?? []
    if (items && new Set([...current, ...ids]).size <= maxSelected) {
      // Another click may have changed the selection meanwhile.
      set((now) => (now === 'ALL' ? now : changed(now, ids, isRange)))
      return
    }
    notifications.show({
      title: 'Too many rows',
      message: `Select at most ${number(maxSelected)} single rows, or filter the list and select all that match.`,
    })
  }
  const selecting: Selecting<Item> = {
    isAll: current === 'ALL',
    isSelected: (item) => current === 'ALL' || (item !== undefined && current.has(item.id)),
    toggle: (index, isRange) => void toggle(index, isRange),
    toggleAll: () => set((now) => (now === 'ALL' ? none : 'ALL')),
  }
  return {
    selecting,
    /** The ids of the selected rows; null if all that match are selected. */
    ids: current === 'ALL' ? null : [...current],
    /** Returns how many of `total` rows are selected. */
    count: (total: number) => (current === 'ALL' ? total : current.size),
    clear: () => set(() => none),
  }
}

/** Adds the rows; removes a single one that was selected. */
function changed(now: ReadonlySet<string>, ids: readonly string[], isRange: boolean): ReadonlySet<string> {
  const [first] = ids
  const isRemoved = !isRange && first !== undefined && now.has(first)
  return isRemoved ? new Set([...now].filter((id) => id !== first)) : new Set([...now, ...ids])
}
