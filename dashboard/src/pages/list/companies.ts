import type { Client } from 'urql'
import { graphql } from '../../gql/gql.ts'
import type { CompanyInTableFragment } from '../../gql/graphql.ts'
import { ask, partOf } from './connection.ts'
import { pageSize, type Source } from './cursor-pages.ts'

const CompaniesPage = graphql(`
  query CompaniesPage($listId: ID!, $first: Int!, $after: String, $search: String, $items: Boolean!, $total: Boolean!) {
    list(id: $listId) {
      id
      companies(first: $first, after: $after, search: $search) {
        totalCount @include(if: $total)
        edges @include(if: $items) { cursor node { ...CompanyInTable } }
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

/** A company as the table shows one. */
export type Company = CompanyInTableFragment

/** The companies of a list, those that contain `search` if it is not empty. */
export function companiesOf(client: Client, listId: string, search: string): Source<Company> {
  return {
    isFiltered: search !== '',
    async read(after, want) {
      const data = await ask(client, CompaniesPage, { listId, first: pageSize, after, search, ...want })
      return partOf(data?.list?.companies, after)
    },
  }
}
