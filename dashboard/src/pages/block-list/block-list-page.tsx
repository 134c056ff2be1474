import { Stack } from '@mantine/core'
import { useQuery } from 'urql'
import { EmptyState } from '../../components/empty-state.tsx'
import { ErrorNote } from '../../components/error-note.tsx'
import { Loading } from '../../components/loading.tsx'
import { Page } from '../../components/page.tsx'
import { usePages } from '../../components/pages.tsx'
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

/** The companies whose people are not wanted: adds some, shows all, takes one off. */
export default function BlockListPage() {
  const pages = usePages()
  const [{ data, error }, readAgain] = useQuery({ query: BlockList, variables: { after: pages.after } })
  const blocked = data?.blockedCompanies
  return (
    <Page title="Block list">
      <Stack gap="xl">
        <BlockForm />
        {!blocked ? (
          error ? (
            <ErrorNote error={error} onRetry={() => readAgain({ requestPolicy: 'network-only' })} />
          ) : (
            <Loading />
          )
        ) : blocked.totalCount === 0 ? (
          <EmptyState title="Nobody is blocked">
            Put your customers and competitors here: imports that skip existing customers leave their people out, free
            of charge.
          </EmptyState>
        ) : (
          <>
            <BlockedTable entries={blocked.nodes} total={blocked.totalCount} />
            {pages.show(blocked.pageInfo)}
          </>
        )}
      </Stack>
    </Page>
  )
}
