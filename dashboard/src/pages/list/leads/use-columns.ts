import { useMemo, useState } from 'react'
import type { ViewState } from '../view/use-view.ts'
import { customName } from './lead-column.ts'
import { columnOf, type Lead, type LeadFilter, type LeadKind } from './lead-kind.ts'

/** Returns the chosen columns: those in the address, otherwise those that this browser remembers for the list, otherwise the usual ones. */
export function useColumns<Item extends Lead, Filter extends LeadFilter, Order, Change>(
  kind: LeadKind<Item, Filter, Order, Change>,
  listId: string,
  { view, change }: ViewState,
) {
  const key = `leadstream-columns-${kind.of.toLowerCase()}-${listId}`
  const [remembered, setRemembered] = useState(() => localStorage.getItem(key))
  const given = JSON.stringify(view.columns)
  return useMemo(() => {
    const chosen = columnsIn(given) ?? columnsIn(remembered) ?? kind.defaults
    const first = kind.columns.slice(0, 1)
    const columns = [
      ...first,
      ...[...new Set(chosen)]
        .flatMap((name) => columnOf(kind, name) ?? [])
        .filter((column) => column.key !== first[0]?.key),
    ]
    return {
      columns,
      hasCustom: columns.some((column) => customName(column.key) !== null),
      /** Shows these columns from now on; the usual ones for null. */
      choose: (names: readonly string[] | null) => {
        const stored = names && JSON.stringify(names)
        if (stored === null) localStorage.removeItem(key)
        else localStorage.setItem(key, stored)
        setRemembered(stored)
        change({ columns: names })
      },
    }
  }, [kind, given, remembered, key, change])
}

function columnsIn(stored: string | null): readonly string[] | null {
  const names: unknown = JSON.parse(stored ?? 'null')
  return Array.isArray(names) ? names.filter((name): name is string => typeof name === 'string') : null
}
