import { Stack } from '@mantine/core'
import { useQuery } from 'urql'
import { EmptyState } from '../../components/empty-state.tsx'
import { ErrorNote } from '../../components/error-note.tsx'
import { Loading } from '../../components/loading.tsx'
import { usePages } from '../../components/pages.tsx'
import { graphql } from '../../gql/gql.ts'
import { isOver } from '../../runs/run.ts'
import { RunCard } from '../../runs/run-card.tsx'
import { EndedRun } from './ended-run.tsx'

const ListRuns = graphql(`
  query ListRuns($listId: ID!, $after: String) {
    list(id: $listId) {
      id
      importRuns(first: 10, after: $after) {
        pageInfo { hasNextPage endCursor }
        nodes { ...Run }
      }
    }
  }
`)

/** The imports that filled a list, newest first. */
export function ImportsTab({ listId }: { listId: string }) {
  const pages = usePages()
  const [{ data, error }, readAgain] = useQuery({ query: ListRuns, variables: { listId, after: pages.after } })
  const runs = data?.list?.importRuns
  if (!runs) {
    return error ? (
      <ErrorNote error={error} onRetry={() => readAgain({ requestPolicy: 'network-only' })} />
    ) : (
      <Loading />
    )
  }
  if (runs.nodes.length === 0) return <EmptyState title="No imports yet">No import has filled this list.</EmptyState>
  return (
    <Stack gap="md">
      {runs.nodes.map((run) =>
        isOver(run) ? <EndedRun key={run.id} run={run} listId={listId} /> : <RunCard key={run.id} run={run} />,
      )}
      {pages.show(runs.pageInfo)}
    </Stack>
  )
}
