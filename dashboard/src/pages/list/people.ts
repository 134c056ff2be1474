import type { Client } from 'urql'
import { graphql } from '../../gql/gql.ts'
import type { PersonInTableFragment } from '../../gql/graphql.ts'
import { queryOrThrow, toConnectionPage } from './connection.ts'
import { pageSize, type Source } from './cursor-pages.ts'
import { filterOf } from './filter-of.ts'

const PeoplePage = graphql(`
  query PeoplePage($listId: ID!, $first: Int!, $after: String, $offset: Int!, $filter: RowFilter, $total: Boolean!) {
    list(id: $listId) {
      id
      rows(first: $first, after: $after, offset: $offset, filter: $filter) {
        totalCount @include(if: $total)
        edges { cursor node { ...PersonInTable } }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
`)

graphql(`
  fragment PersonInTable on ListRow {
    id
    fullName
    title
    headline
    companyName
    companyDomain
    email
    linkedinUrl
    salesNavUrl
    location
    city
    state
    country
    source
  }
`)

/** A person in the table. */
export type Person = PersonInTableFragment

/** Returns a source of the people in a list, or those that contain `search` if it is not empty. */
export function peopleOf(client: Client, listId: string, search: string): Source<Person> {
  return {
    async read(anchor, want) {
      const data = await queryOrThrow(client, PeoplePage, {
        listId,
        first: pageSize,
        ...anchor,
        filter: filterOf(search),
        ...want,
      })
      return toConnectionPage(data?.list?.rows, anchor)
    },
  }
}
