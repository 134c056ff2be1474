import { useThrottledValue } from '@mantine/hooks'
import { useEffect, useRef } from 'react'
import { graphql } from '../../gql/gql.ts'
import type { ListHeadFragment } from '../../gql/graphql.ts'

graphql(`
  fragment ListHead on List {
    ...ListSummary
    importRuns(first: 1) { totalCount }
    possibleDuplicates(first: 0) { totalCount }
    enrichment { id startedAt finishedAt reasons { code count message outcome } }
  }
`)

/** The data of a list page. */
export type ListHead = ListHeadFragment

/** Returns a string that changes when rows or companies of the list may have changed, at most every two seconds. */
export function useRevision(list: ListHead | null | undefined): string {
  const runs = list?.importRuns.nodes.map(({ id, version }) => `${id}:${version}`) ?? []
  return useThrottledValue([...runs, list?.enrichment?.version ?? ''].join(' '), 2_000)
}

/** Calls a function whenever a value changes. */
export function useChange(value: string, onChange: () => void): void {
  const previous = useRef(value)
  useEffect(() => {
    if (previous.current === value) return
    previous.current = value
    onChange()
  }, [value, onChange])
}
