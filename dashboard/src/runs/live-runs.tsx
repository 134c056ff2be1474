import { createContext, type ReactNode, use, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useQuery, useSubscription } from 'urql'
import { graphql } from '../gql/gql.ts'
import { announceEnd, EndsContext } from './ends.tsx'
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
  const { ends, follow } = useFollowedEnds()
  useSubscription({ query: ImportActivity, variables: { since } }, (_previous, data) => {
    follow(data.importActivity)
    return data
  })
  const [{ data }] = useQuery({ query: ActiveRuns })
  const nodes = data?.importRuns.nodes
  const active = useMemo(() => nodes?.filter((run) => !isOver(run)) ?? [], [nodes])
  return (
    <ActiveRunsContext value={active}>
      <EndsContext value={ends}>{children}</EndsContext>
    </ActiveRunsContext>
  )
}

/** Announces and collects the ends of imports that were seen to run. */
function useFollowedEnds() {
  const statuses = useRef(new Map<string, Run['status']>())
  const [runs, setRuns] = useState<readonly Run[]>([])
  const [unseen, setUnseen] = useState<string | null>(null)
  const follow = useCallback((run: Run) => {
    const before = statuses.current.get(run.id)
    statuses.current.set(run.id, run.status)
    if (before === undefined || isOver({ status: before }) || !isOver(run) || run.kind === 'BULK') return
    // Not while React computes a state.
    queueMicrotask(() => {
      announceEnd(run)
      setRuns((known) => [run, ...known])
      if (document.hidden) setUnseen(run.list?.name ?? 'Deleted list')
    })
  }, [])
  useEffect(() => {
    const onChange = () => document.hidden || setUnseen(null)
    document.addEventListener('visibilitychange', onChange)
    return () => document.removeEventListener('visibilitychange', onChange)
  }, [])
  const dismiss = useCallback((runId: string) => setRuns((known) => known.filter(({ id }) => id !== runId)), [])
  const ends = useMemo(() => ({ runs, unseen, dismiss }), [runs, unseen, dismiss])
  return { ends, follow }
}

/** Returns the user's active runs, newest first. */
export function useActiveRuns(): readonly Run[] {
  return use(ActiveRunsContext)
}
