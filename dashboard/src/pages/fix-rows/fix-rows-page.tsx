import { Anchor, Stack, Text } from '@mantine/core'
import { useCallback, useState } from 'react'
import { Link, useParams } from 'react-router'
import { useQuery } from 'urql'
import { EmptyState } from '../../components/empty-state.tsx'
import { ErrorNote } from '../../components/error-note.tsx'
import { number } from '../../components/format.ts'
import { Loading } from '../../components/loading.tsx'
import { Page } from '../../components/page.tsx'
import { usePagination } from '../../components/pagination.tsx'
import { graphql } from '../../gql/gql.ts'
import { FixRowsForm } from './fix-rows-form.tsx'

const InvalidRows = graphql(`
  query InvalidRows($runId: ID!, $first: Int!, $after: String) {
    importRun(id: $runId) {
      id
      columns
      list { id name }
      outcomes(first: $first, after: $after, verdicts: [INVALID]) {
        totalCount
        pageInfo { hasNextPage endCursor }
        nodes { rowNumber reason cells }
      }
    }
  }
`)

const pageSize = 100

/** The invalid rows of an import, to be corrected in place and imported again. */
export default function FixRowsPage() {
  const { runId = '' } = useParams()
  const { after, page, buttons } = usePagination()
  const [corrected, setCorrected] = useState<ReadonlyMap<number, readonly string[]>>(new Map())
  const correct = useCallback(
    (rowNumber: number, cells: readonly string[]) => setCorrected((last) => new Map(last).set(rowNumber, cells)),
    [],
  )
  const [{ data, error }, refetch] = useQuery({ query: InvalidRows, variables: { runId, first: pageSize, after } })
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
            Correct the rows that couldn’t be imported into{' '}
            <Anchor component={Link} to={`/lists/${run.list.id}`} underline="always">
              <bdi>{run.list.name}</bdi>
            </Anchor>
            , then import them again. Each new lead costs one credit.
          </Text>
          {run.outcomes.totalCount > rows.length && (
            <Text c="dimmed">
              {number(page * pageSize + 1)} to {number(page * pageSize + rows.length)} of{' '}
              {number(run.outcomes.totalCount)} invalid rows. Corrections on other pages are kept.
            </Text>
          )}
          <FixRowsForm
            runId={run.id}
            columns={run.columns}
            rows={rows}
            corrected={corrected}
            onChange={correct}
            pages={buttons(run.outcomes.pageInfo, ['Previous rows', 'Next rows'])}
          />
        </Stack>
      ) : (
        <EmptyState
          title="No rows to fix"
          action={
            <Anchor component={Link} to="/imports">
              Show imports
            </Anchor>
          }
        >
          This import has no invalid rows, or its list was deleted.
        </EmptyState>
      )}
    </Page>
  )
}
