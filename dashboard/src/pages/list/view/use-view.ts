import { useCallback, useMemo } from 'react'
import { useSearchParams } from 'react-router'
import { readView, type View, type ViewFilter, type ViewSort, writeView } from './view.ts'

/** Returns the view in the address, and what changes it. */
export function useView() {
  const [query, setQuery] = useSearchParams()
  const view = useMemo(() => readView(query), [query])
  const change = useCallback(
    (changes: Partial<View>) =>
      setQuery((now) => writeView({ ...readView(now), ...changes }), { replace: true, preventScrollReset: true }),
    [setQuery],
  )
  return useMemo(
    () => ({
      view,
      change,
      /** Replaces the filters of a column. */
      filterBy: (column: string, filters: readonly ViewFilter[]) =>
        change({ filters: [...view.filters.filter((filter) => filter.column !== column), ...filters] }),
      sortBy: (sort: ViewSort | null) => change({ sort }),
    }),
    [view, change],
  )
}

/** A view and what changes it. */
export type ViewState = ReturnType<typeof useView>
