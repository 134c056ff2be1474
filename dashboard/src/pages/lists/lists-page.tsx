import { Stack } from '@mantine/core'
import { useQuery } from 'urql'
import { EmptyState } from '../../components/empty-state.tsx'
import { ErrorNote } from '../../components/error-note.tsx'
import { Loading } from '../../components/loading.tsx'
import { Page } from '../../components/page.tsx'
import { usePagination } from '../../components/pagination.tsx'
import { graphql } from '../../gql/gql.ts'
import { ListTable } from './list-table.tsx'

const Lists = graphql(`
  query ListsPage($after: String) {
    lists(first: 25, after: $after) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes { ...ListSummary }
    }
  }
`)

/** All lists, with their counts and their last import. */
export default function ListsPage() {
  const pagination = usePagination()
  const [{ data, error }, refetch] = useQuery({
    query: Lists,
    variables: { after: pagination.after },
    // The counts change with every page of an import, and no event reports that.
    requestPolicy: 'cache-and-network',
  })
  const lists = data?.lists
  return (
    <Page title="Lists">
      {!lists ? (
        error ? (
          <ErrorNote error={error} onRetry={() => refetch({ requestPolicy: 'network-only' })} />
        ) : (
          <Loading />
        )
      ) : lists.totalCount === 0 ? (
        <EmptyState title="No lists yet">
          A list holds the people and companies that you import. Start with a spreadsheet or a Sales Navigator search.
        </EmptyState>
      ) : (
        <Stack gap="md">
          <ListTable lists={lists.nodes} total={lists.totalCount} />
          {pagination.buttons(lists.pageInfo)}
        </Stack>
      )}
    </Page>
  )
}
