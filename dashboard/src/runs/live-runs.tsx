import { createContext, type ReactNode, use, useMemo, useState } from 'react'
import { useQuery, useSubscription } from 'urql'
import { graphql } from '../gql/gql.ts'
import { isOver, type Run } from './run.ts'

const ImportActivity = graphql(`
  subscription ImportActivity($since: DateTime!) {
    importActivity(since: $since) { ...Run }
  }
`)

const ActiveRuns = graphql(`
  query ActiveRuns {
    importRuns(first: 100, filter: { statuses: [QUEUED, RUNNING, PAUSED] }) {
      nodes { ...Run }
    }
  }
`)

/** How far the clock of the browser may be ahead of the server's, in milliseconds. */
const maxClockSkew = 10 * 60_000

const ActiveRunsContext = createContext<readonly Run[]>([])

/** Keeps all runs in the cache up to date through one subscription for all pages, and provides the active ones. */
export function LiveRuns({ children }: { children: ReactNode }) {
  // A run can end after the first queries are answered and before the subscription starts.
  const [since] = useState(() => new Date(Date.now() - maxClockSkew).toISOString())
  useSubscription({ query: ImportActivity, variables: { since } })
  const [{ data }] = useQuery({ query: ActiveRuns })
  const nodes = data?.importRuns.nodes
  const active = useMemo(() => nodes?.filter((run) => !isOver(run)) ?? [], [nodes])
  return <ActiveRunsContext value={active}>{children}</ActiveRunsContext>
}

/** Returns the user's active runs, newest first. */
export function useActiveRuns(): readonly Run[] {
  return use(ActiveRunsContext)
}
