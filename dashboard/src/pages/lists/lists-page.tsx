import { Button, Stack } from '@mantine/core'
import { Link } from 'react-router'
import { useQuery } from 'urql'
import { EmptyState } from '../../components/empty-state.tsx'
import { ErrorNote } from '../../components/error-note.tsx'
import { Loading } from '../../components/loading.tsx'
import { Page } from '../../components/page.tsx'
import { usePages } from '../../components/pages.tsx'
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

const start = (
  <Button component={Link} to="/new-import">
    New import
  </Button>
)

/** Every list, with what is in it and how its last import went. */
export default function ListsPage() {
  const pages = usePages()
  const [{ data, error }, readAgain] = useQuery({
    query: Lists,
    variables: { after: pages.after },
    // What is counted of a list changes with every page of an import, which nobody tells of.
    requestPolicy: 'cache-and-network',
  })
  const lists = data?.lists
  return (
    <Page title="Lists" actions={start}>
      {!lists ? (
        error ? (
          <ErrorNote error={error} onRetry={() => readAgain({ requestPolicy: 'network-only' })} />
        ) : (
          <Loading />
        )
      ) : lists.totalCount === 0 ? (
        <EmptyState title="No lists yet" action={start}>
          A list holds the people and companies that you import. Start with a spreadsheet or a Sales Navigator search.
        </EmptyState>
      ) : (
        <Stack gap="md">
          <ListTable lists={lists.nodes} total={lists.totalCount} />
          {pages.show(lists.pageInfo)}
        </Stack>
      )}
    </Page>
  )
}
