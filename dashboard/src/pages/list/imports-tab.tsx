import { Anchor, Stack } from '@mantine/core'
import { Link, useSearchParams } from 'react-router'
import { useQuery } from 'urql'
import { EmptyState } from '../../components/empty-state.tsx'
import { ErrorNote } from '../../components/error-note.tsx'
import { Loading } from '../../components/loading.tsx'
import { usePagination } from '../../components/pagination.tsx'
import { graphql } from '../../gql/gql.ts'
import { isOver, type Run } from '../../runs/run.ts'
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

const OneRun = graphql(`
  query OneRun($runId: ID!) {
    importRun(id: $runId) { ...Run }
  }
`)

/** The imports into a list, newest first, or the one in the address. */
export default function ImportsTab({ listId }: { listId: string }) {
  const [query] = useSearchParams()
  const runId = query.get('run')
  return runId === null ? <AllImports listId={listId} /> : <OneImport listId={listId} runId={runId} />
}

function OneImport({ listId, runId }: { listId: string; runId: string }) {
  const [{ data, error }, refetch] = useQuery({ query: OneRun, variables: { runId } })
  if (!data) {
    return error ? <ErrorNote error={error} onRetry={() => refetch({ requestPolicy: 'network-only' })} /> : <Loading />
  }
  return (
    <Stack gap="md" align="stretch">
      {data.importRun ? (
        <ImportCard run={data.importRun} listId={listId} />
      ) : (
        <EmptyState title="Import not found">It may have been deleted with its list.</EmptyState>
      )}
      <Anchor component={Link} to={`/lists/${listId}/imports`} size="sm">
        Show all imports
      </Anchor>
    </Stack>
  )
}

function ImportCard({ run, listId }: { run: Run; listId: string }) {
  return isOver(run) ? <EndedRun run={run} listId={listId} /> : <RunCard run={run} />
}

function AllImports({ listId }: { listId: string }) {
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
      {runs.nodes.map((run) => (
        <ImportCard key={run.id} run={run} listId={listId} />
      ))}
      {pagination.buttons(runs.pageInfo)}
    </Stack>
  )
}
