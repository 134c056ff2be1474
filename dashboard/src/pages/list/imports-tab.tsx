import { Stack } from '@mantine/core'
import { useQuery } from 'urql'
import { EmptyState } from '../../components/empty-state.tsx'
import { ErrorNote } from '../../components/error-note.tsx'
import { Loading } from '../../components/loading.tsx'
import { usePagination } from '../../components/pagination.tsx'
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

/** The imports into a list, newest first. */
export default function ImportsTab({ listId }: { listId: string }) {
  const pagination = usePagination()
  const [{ data, error }, refetch] = useQuery({ query: ListRuns, variables: { listId, after: pagination.after } })
  const runs = data?.list?.importRuns
  if (!runs) {
    return error ? <ErrorNote error={error} onRetry={() => refetch({ requestPolicy: 'network-only' })} /> : <Loading />
  }
  if (runs.nodes.length === 0)
    return <EmptyState title="No imports yet">Nothing was imported into this list.</EmptyState>
  return (
    <Stack gap="md">
      {runs.nodes.map((run) =>
        isOver(run) ? <EndedRun key={run.id} run={run} listId={listId} /> : <RunCard key={run.id} run={run} />,
      )}
      {pagination.buttons(runs.pageInfo)}
    </Stack>
  )
}
