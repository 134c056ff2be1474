import { NativeSelect, Stack } from '@mantine/core'
import { useSearchParams } from 'react-router'
import { useQuery } from 'urql'
import { EmptyState } from '../../components/empty-state.tsx'
import { ErrorNote } from '../../components/error-note.tsx'
import { Loading } from '../../components/loading.tsx'
import { graphql } from '../../gql/gql.ts'
import { leftOutOf, type Run } from '../../runs/run.ts'
import { nameOf } from './run-words.ts'
import { Ledger } from './skipped-rows.tsx'

const LedgerRuns = graphql(`
  query LedgerRuns($listId: ID!) {
    list(id: $listId) {
      id
      importRuns(first: 100) { nodes { ...Run } }
    }
  }
`)

/** What became of the rows that an import did not bring in; which import, the address says. */
export function LedgerTab({ listId }: { listId: string }) {
  const [{ data, error }, readAgain] = useQuery({ query: LedgerRuns, variables: { listId } })
  const [asked, setAsked] = useSearchParams()
  const runs = data?.list?.importRuns.nodes
  if (!runs) {
    return error ? (
      <ErrorNote error={error} onRetry={() => readAgain({ requestPolicy: 'network-only' })} />
    ) : (
      <Loading />
    )
  }
  const run = chosen(runs, asked.get('run'))
  if (!run) return <EmptyState title="No imports yet">No import has filled this list.</EmptyState>
  return (
    <Stack gap="md">
      <NativeSelect
        label="Import"
        data={runs.map((one) => ({ value: one.id, label: nameOf(one) }))}
        value={run.id}
        onChange={({ currentTarget }) => setAsked({ run: currentTarget.value }, { replace: true })}
        maw={460}
      />
      <Ledger key={run.id} run={run} />
    </Stack>
  )
}

/** The run of the address, else the newest one that left a row out, else the newest. */
function chosen(runs: readonly Run[], id: string | null): Run | undefined {
  return runs.find((run) => run.id === id) ?? runs.find((run) => leftOutOf(run) > 0) ?? runs[0]
}
