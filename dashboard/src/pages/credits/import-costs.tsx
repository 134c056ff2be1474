import { Stack, Text, Title } from '@mantine/core'
import { useQuery } from 'urql'
import { type Column, DataTable } from '../../components/data-table.tsx'
import { ErrorNote } from '../../components/error-note.tsx'
import { dateTime, number } from '../../components/format.ts'
import { Loading } from '../../components/loading.tsx'
import { usePagination } from '../../components/pagination.tsx'
import { graphql } from '../../gql/gql.ts'
import type { ImportCostFragment } from '../../gql/graphql.ts'
import { ListLink } from '../../runs/list-link.tsx'
import { kindLabels } from '../../runs/run.ts'

graphql(`
  fragment ImportCost on ImportRun {
    id
    version
    status
    kind
    createdAt
    undoneAt
    creditsSpent
    counts { imported }
    list { id name }
  }
`)

const ImportCostsPage = graphql(`
  query ImportCostsPage($after: String) {
    importRuns(first: 25, after: $after, filter: { kinds: [CSV, SALES_NAV, API] }) {
      pageInfo { hasNextPage endCursor }
      nodes { ...ImportCost }
    }
  }
`)

const columns: readonly Column<ImportCostFragment>[] = [
  { label: 'List', maxWidth: 260, show: ({ list }) => <ListLink list={list} /> },
  { label: 'Date', show: ({ createdAt }) => dateTime(createdAt) },
  { label: 'Source', show: ({ kind, undoneAt }) => (undoneAt ? `${kindLabels[kind]}, undone` : kindLabels[kind]) },
  { label: 'Imported', isRight: true, show: ({ counts }) => number(counts.imported) },
  { label: 'Credits', isRight: true, show: ({ creditsSpent }) => number(creditsSpent) },
]

/** What each import cost, newest first. */
export function CostOfImports() {
  const pagination = usePagination()
  const [{ data, error }, refetch] = useQuery({
    query: ImportCostsPage,
    variables: { after: pagination.after },
    requestPolicy: 'cache-and-network',
  })
  const runs = data?.importRuns
  return (
    <Stack component="section" aria-labelledby="imports" gap="sm">
      <Title order={2} size="h4" id="imports">
        Imports
      </Title>
      {!runs ? (
        error ? (
          <ErrorNote error={error} onRetry={() => refetch({ requestPolicy: 'network-only' })} />
        ) : (
          <Loading rows={1} />
        )
      ) : runs.nodes.length === 0 ? (
        <Text c="dimmed">No imports yet</Text>
      ) : (
        <DataTable
          label="Credits by import"
          columns={columns}
          items={runs.nodes}
          keyOf={({ id }) => id}
          minWidth={560}
        />
      )}
      {runs && pagination.buttons(runs.pageInfo)}
    </Stack>
  )
}
