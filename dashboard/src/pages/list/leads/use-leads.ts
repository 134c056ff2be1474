import { useMemo } from 'react'
import { uncachedClient } from '../../../api/client.ts'
import { useCursorPages } from '../table/use-cursor-pages.ts'
import { useView } from '../view/use-view.ts'
import { columnOf, filterOf, type Lead, type LeadFilter, type LeadKind } from './lead-kind.ts'
import { useColumns } from './use-columns.ts'

/** Reads the leads of a list as the address says: filtered, in its order, with its columns. */
export function useLeads<Item extends Lead, Filter extends LeadFilter, Order, Change>(
  kind: LeadKind<Item, Filter, Order, Change>,
  listId: string,
  revision: string,
) {
  const state = useView()
  const { columns, hasCustom, choose } = useColumns(kind, listId, state)
  const { search, runId, filters, sort } = state.view
  // Opening a row changes the address, but not what is read.
  const key = JSON.stringify({ search, runId, filters, sort })
  const query = useMemo(() => {
    const { sort: by, ...view }: Pick<typeof state.view, 'search' | 'runId' | 'filters' | 'sort'> = JSON.parse(key)
    const field = by && columnOf(kind, by.column)?.order
    return {
      filter: filterOf(kind, view),
      orderBy: by && field ? { field, direction: by.isDescending ? ('DESC' as const) : ('ASC' as const) } : null,
    }
  }, [kind, key])
  const source = useMemo(
    () => kind.source(uncachedClient, { listId, hasCustom, ...query }),
    [kind, listId, hasCustom, query],
  )
  const pages = useCursorPages(source, revision)
  return { ...state, columns, choose, ...query, pages }
}
