import { notifications } from '@mantine/notifications'
import { useCallback, useEffect, useState } from 'react'
import { useQuery } from 'urql'
import { pluralize } from '../../../components/format.ts'
import { graphql } from '../../../gql/gql.ts'
import { isOver, type Run } from '../../../runs/run.ts'
import { RunCard } from '../../../runs/run-card.tsx'

const StartedRun = graphql(`
  query StartedRun($runId: ID!) {
    importRun(id: $runId) { ...Run }
  }
`)

/** Follows bulk changes that were started on a page; calls `onEnd` when one ends. */
export function useStartedRuns() {
  const [runIds, setRunIds] = useState<readonly string[]>([])
  const add = useCallback((runId: string) => setRunIds((before) => [...before, runId]), [])
  const remove = useCallback((runId: string) => setRunIds((before) => before.filter((id) => id !== runId)), [])
  return { runIds, add, remove }
}

interface Props {
  runId: string
  /** The list whose page shows its own runs already. */
  listId: string
  onEnd: (runId: string) => void
}

/** A bulk change while it runs. */
export function StartedRunCard({ runId, listId, onEnd }: Props) {
  // The subscription to all runs keeps it up to date.
  const [{ data }] = useQuery({ query: StartedRun, variables: { runId } })
  const run = data?.importRun
  const isEnded = run ? isOver(run) : data?.importRun === null
  useEffect(() => {
    if (!isEnded) return
    if (run) announce(run)
    onEnd(runId)
  }, [isEnded, run, runId, onEnd])
  return run && !isEnded && run.list?.id !== listId ? <RunCard run={run} /> : null
}

function announce({ status, bulkCounts: { moved, copied, deleted, merged }, error, list }: Run): void {
  const parts = [
    moved > 0 && `${pluralize(moved, 'person', 'people')} moved`,
    copied > 0 && `${pluralize(copied, 'person', 'people')} copied`,
    deleted > 0 && `${pluralize(deleted, 'row')} deleted`,
    merged > 0 && `${pluralize(merged, 'person', 'people')} merged with those in ${list?.name ?? 'the other list'}`,
  ].filter((part) => part !== false)
  const title = status === 'FAILED' ? 'Stopped' : status === 'CANCELLED' ? 'Cancelled' : 'Done'
  const message = [parts.join(', ') || 'Nothing was changed', error?.message].filter(Boolean).join('. ')
  notifications.show({ title, message, ...(status === 'FAILED' && { color: 'red' }) })
}
