import { useThrottledValue } from '@mantine/hooks'
import { useEffect, useRef } from 'react'
import { graphql } from '../../gql/gql.ts'
import type { ListHeadFragment } from '../../gql/graphql.ts'

graphql(`
  fragment ListHead on List {
    ...ListSummary
    importRuns(first: 1) { totalCount }
    enrichment { id startedAt finishedAt reasons { code count message outcome } }
  }
`)

/** A list as its page shows it. */
export type ListHead = ListHeadFragment

/** A text that is another one whenever rows or companies of the list may be, every two seconds at most. */
export function useEpoch(list: ListHead | null | undefined): string {
  const runs = list?.importRuns.nodes.map(({ id, version }) => `${id}:${version}`) ?? []
  return useThrottledValue([...runs, list?.enrichment?.version ?? ''].join(' '), 2_000)
}

/** Does something whenever a value has become another one. */
export function useChange(value: string, act: () => void): void {
  const known = useRef(value)
  useEffect(() => {
    if (known.current === value) return
    known.current = value
    act()
  }, [value, act])
}
