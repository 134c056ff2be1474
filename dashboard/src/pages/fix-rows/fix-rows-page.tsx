import { Stack, Text } from '@mantine/core'
import { useParams } from 'react-router'
import { useQuery } from 'urql'
import { EmptyState } from '../../components/empty-state.tsx'
import { ErrorNote } from '../../components/error-note.tsx'
import { number } from '../../components/format.ts'
import { Loading } from '../../components/loading.tsx'
import { Page } from '../../components/page.tsx'
import { graphql } from '../../gql/gql.ts'
import { FixRowsForm } from './fix-rows-form.tsx'

const InvalidRows = graphql(`
  query InvalidRows($runId: ID!) {
    importRun(id: $runId) {
      id
      columns
      list { id name }
      outcomes(first: 100, verdicts: [INVALID]) {
        totalCount
        nodes { rowNumber reason cells }
      }
    }
  }
`)

/** The invalid rows of an import, to be corrected in place and imported again. */
export default function FixRowsPage() {
  const { runId = '' } = useParams()
  const [{ data, error }, refetch] = useQuery({ query: InvalidRows, variables: { runId } })
  const run = data?.importRun
  const rows = run?.outcomes.nodes ?? []
  return (
    <Page title="Fix rows">
      {!data ? (
        error ? (
          <ErrorNote error={error} onRetry={() => refetch({ requestPolicy: 'network-only' })} />
        ) : (
          <Loading rows={1} height={240} />
        )
      ) : run?.list && rows.length > 0 ? (
        <Stack gap="md">
          <Text>
            Correct the rows that couldn’t be imported into <bdi>{run.list.name}</bdi>, then import them again. Each new
            lead costs one credit.
          </Text>
          {run.outcomes.totalCount > rows.length && (
            <Text c="dimmed">
              These are the first {number(rows.length)} of {number(run.outcomes.totalCount)} invalid rows.
            </Text>
          )}
          <FixRowsForm key={run.id} runId={run.id} columns={run.columns} rows={rows} />
        </Stack>
      ) : (
        <EmptyState title="No rows to fix">This import has no invalid rows, or its list was deleted.</EmptyState>
      )}
    </Page>
  )
}
