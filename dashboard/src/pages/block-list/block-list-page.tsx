import { Stack } from '@mantine/core'
import { useQuery } from 'urql'
import { EmptyState } from '../../components/empty-state.tsx'
import { ErrorNote } from '../../components/error-note.tsx'
import { Loading } from '../../components/loading.tsx'
import { Page } from '../../components/page.tsx'
import { usePagination } from '../../components/pagination.tsx'
import { graphql } from '../../gql/gql.ts'
import { BlockForm } from './block-form.tsx'
import { BlockedTable } from './blocked-table.tsx'

const BlockList = graphql(`
  query BlockListPage($after: String) {
    blockedCompanies(first: 50, after: $after) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes { ...BlockedEntry }
    }
  }
`)

/** The block list: adds, shows and removes companies. */
export default function BlockListPage() {
  const pagination = usePagination()
  const [{ data, error }, refetch] = useQuery({ query: BlockList, variables: { after: pagination.after } })
  const blocked = data?.blockedCompanies
  return (
    <Page title="Block list">
      <Stack gap="xl">
        <BlockForm />
        {!blocked ? (
          error ? (
            <ErrorNote error={error} onRetry={() => refetch({ requestPolicy: 'network-only' })} />
          ) : (
            <Loading />
          )
        ) : blocked.totalCount === 0 ? (
          <EmptyState title="No blocked companies">
            Add customers and competitors. Imports that skip blocked companies don’t add their people and don’t charge
            for them.
          </EmptyState>
        ) : (
          <>
            <BlockedTable entries={blocked.nodes} total={blocked.totalCount} />
            {pagination.buttons(blocked.pageInfo)}
          </>
        )}
      </Stack>
    </Page>
  )
}
