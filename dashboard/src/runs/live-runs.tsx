import { createContext, type ReactNode, use, useMemo } from 'react'
import { useQuery, useSubscription } from 'urql'
import { graphql } from '../gql/gql.ts'
import { isOver, type Run } from './run.ts'

const ImportActivity = graphql(`
  subscription ImportActivity {
    importActivity { ...Run }
  }
`)

const ActiveRuns = graphql(`
  query ActiveRuns {
    importRuns(first: 100, status: [QUEUED, RUNNING, PAUSED]) {
      nodes { ...Run }
    }
  }
`)

const ActiveRunsContext = createContext<readonly Run[]>([])

/** Keeps all runs in the cache up to date through one subscription for all pages, and provides the active ones. */
export function LiveRuns({ children }: { children: ReactNode }) {
  useSubscription({ query: ImportActivity })
  const [{ data }] = useQuery({ query: ActiveRuns })
  const nodes = data?.importRuns.nodes
  const active = useMemo(() => nodes?.filter((run) => !isOver(run)) ?? [], [nodes])
  return <ActiveRunsContext value={active}>{children}</ActiveRunsContext>
}

/** Returns the user's active runs, newest first. */
export function useActiveRuns(): readonly Run[] {
  return use(ActiveRunsContext)
}
