import { Stack } from '@mantine/core'
import { useState } from 'react'
import { useQuery } from 'urql'
import { EmptyState } from '../../components/empty-state.tsx'
import { ErrorNote } from '../../components/error-note.tsx'
import { Loading } from '../../components/loading.tsx'
import { Page } from '../../components/page.tsx'
import { usePagination } from '../../components/pagination.tsx'
import { graphql } from '../../gql/gql.ts'
import { SearchField } from '../list/search-field.tsx'
import { ListTable } from './list-table.tsx'

const Lists = graphql(`
  query ListsPage($after: String, $filter: ListFilter) {
    lists(first: 25, after: $after, filter: $filter) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes { ...ListSummary stats { people withEmail withCompany companies enriched } }
    }
  }
`)

/** All lists, with their counts, their quality and their last import. */
export default function ListsPage() {
  const [search, setSearch] = useState('')
  return (
    <Page title="Lists" actions={<SearchField label="Search lists" isBusy={false} onSearch={setSearch} />}>
      <FoundLists key={search} search={search} />
    </Page>
  )
}

function FoundLists({ search }: { search: string }) {
  const pagination = usePagination()
  const [{ data, error }, refetch] = useQuery({
    query: Lists,
    variables: { after: pagination.after, filter: search === '' ? null : { name: { contains: search } } },
    // The counts change with every page of an import, and no event reports that.
    requestPolicy: 'cache-and-network',
  })
  const lists = data?.lists
  if (!lists) {
    return error ? <ErrorNote error={error} onRetry={() => refetch({ requestPolicy: 'network-only' })} /> : <Loading />
  }
  if (lists.totalCount === 0) {
    return search === '' ? (
      <EmptyState title="No lists yet">
        A list holds the people and companies that you import. Start with a spreadsheet or a Sales Navigator search.
      </EmptyState>
    ) : (
      <EmptyState title="No matches">{`No list’s name contains “${search}”.`}</EmptyState>
    )
  }
  return (
    <Stack gap="md">
      <ListTable lists={lists.nodes} total={lists.totalCount} />
      {pagination.buttons(lists.pageInfo)}
    </Stack>
  )
}
