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

/** Keeps every run in the cache as it is at this moment, by one subscription for all pages, and knows those that are under way. */
export function LiveRuns({ children }: { children: ReactNode }) {
  useSubscription({ query: ImportActivity })
  const [{ data }] = useQuery({ query: ActiveRuns })
  const nodes = data?.importRuns.nodes
  const active = useMemo(() => nodes?.filter((run) => !isOver(run)) ?? [], [nodes])
  return <ActiveRunsContext value={active}>{children}</ActiveRunsContext>
}

/** The runs of the user that are under way, newest first. */
export function useActiveRuns(): readonly Run[] {
  return use(ActiveRunsContext)
}
