import type { Client } from 'urql'
import { graphql } from '../../gql/gql.ts'
import type { CompanyInTableFragment } from '../../gql/graphql.ts'
import { queryOrThrow, toConnectionPage } from './connection.ts'
import { pageSize, type Source } from './cursor-pages.ts'
import { filterOf } from './filter-of.ts'

const CompaniesPage = graphql(`
  query CompaniesPage($listId: ID!, $first: Int!, $after: String, $offset: Int!, $filter: CompanyFilter, $total: Boolean!) {
    list(id: $listId) {
      id
      companies(first: $first, after: $after, offset: $offset, filter: $filter) {
        totalCount @include(if: $total)
        edges { cursor node { ...CompanyInTable } }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
`)

graphql(`
  fragment CompanyInTable on CompanyRow {
    id
    name
    domain
    website
    linkedinUrl
    industry
    employeeCount
    employeeRange
    founded
    headquarters
    location
    city
    state
    country
    linkedinFollowers
    source
    enrichedAt
  }
`)

/** A company in the table. */
export type Company = CompanyInTableFragment

/** Returns a source of the companies in a list, or those that contain `search` if it is not empty. */
export function companiesOf(client: Client, listId: string, search: string): Source<Company> {
  return {
    async read(anchor, want) {
      const data = await queryOrThrow(client, CompaniesPage, {
        listId,
        first: pageSize,
        ...anchor,
        filter: filterOf(search),
        ...want,
      })
      return toConnectionPage(data?.list?.companies, anchor)
    },
  }
}
