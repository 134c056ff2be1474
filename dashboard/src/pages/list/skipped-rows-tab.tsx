import { NativeSelect, Stack } from '@mantine/core'
import { useSearchParams } from 'react-router'
import { useQuery } from 'urql'
import { EmptyState } from '../../components/empty-state.tsx'
import { ErrorNote } from '../../components/error-note.tsx'
import { Loading } from '../../components/loading.tsx'
import { graphql } from '../../gql/gql.ts'
import { type Run, skippedSummary } from '../../runs/run.ts'
import { runLabel } from './run-label.ts'
import { SkippedRows } from './skipped-rows.tsx'

const SkippedRowsRuns = graphql(`
  query SkippedRowsRuns($listId: ID!) {
    list(id: $listId) {
      id
      importRuns(first: 100) { nodes { ...Run } }
    }
  }
`)

/** The skipped rows of an import, which the address selects. */
export default function SkippedRowsTab({ listId }: { listId: string }) {
  const [{ data, error }, refetch] = useQuery({ query: SkippedRowsRuns, variables: { listId } })
  const [searchParams, setSearchParams] = useSearchParams()
  const runs = data?.list?.importRuns.nodes
  if (!runs) {
    return error ? <ErrorNote error={error} onRetry={() => refetch({ requestPolicy: 'network-only' })} /> : <Loading />
  }
  const run = selectRun(runs, searchParams.get('run'))
  if (!run) return <EmptyState title="No imports yet">Nothing was imported into this list.</EmptyState>
  const given = Number(searchParams.get('row'))
  const rowNumber = Number.isInteger(given) && given > 0 && given < 2 ** 31 ? given : null
  return (
    <Stack gap="md">
      <NativeSelect
        label="Import"
        data={runs.map((one) => ({ value: one.id, label: runLabel(one) }))}
        value={run.id}
        onChange={({ currentTarget }) => setSearchParams({ run: currentTarget.value }, { replace: true })}
        maw={460}
      />
      <SkippedRows key={`${run.id} ${rowNumber}`} run={run} rowNumber={rowNumber} />
    </Stack>
  )
}

/** Returns the run in the address, otherwise the newest with skipped rows, otherwise the newest. */
function selectRun(runs: readonly Run[], id: string | null): Run | undefined {
  return runs.find((run) => run.id === id) ?? runs.find((run) => skippedSummary(run) !== null) ?? runs[0]
}
