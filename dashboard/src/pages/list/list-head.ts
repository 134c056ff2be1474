import { useThrottledValue } from '@mantine/hooks'
import { useEffect, useRef } from 'react'
import { graphql } from '../../gql/gql.ts'
import type { ListHeadFragment } from '../../gql/graphql.ts'
import type { Run } from '../../runs/run.ts'

graphql(`
  fragment ListHead on List {
    ...ListSummary
    importRuns(first: 1) { totalCount }
    latestRuns: importRuns(first: 25) { nodes { id version } }
    possibleDuplicates(first: 0) { totalCount }
    enrichment { id startedAt finishedAt reasons { code count message outcome } }
  }
`)

/** The data of a list page. */
export type ListHead = ListHeadFragment

/** Returns a string that changes when rows or companies of the list may have changed, at most every two seconds. `active` are the runs into it. */
export function useRevision({ latestRuns, enrichment }: ListHead, active: readonly Run[]): string {
  // Several runs may be under way, and an old one may be undone elsewhere.
  const runs = new Map([...latestRuns.nodes, ...active].map(({ id, version }) => [id, version]))
  return useThrottledValue(JSON.stringify([...runs, enrichment?.version]), 2_000)
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
