import { errorMessage } from '../../../api/error-message.ts'
import { toOutcome } from '../../../api/use-action.ts'
import { graphql } from '../../../gql/gql.ts'
import type { CompanyChangeInput, CompanyFilter, CompanyOrderField } from '../../../gql/graphql.ts'
import { customColumn } from '../leads/custom-column.ts'
import type { LeadKind } from '../leads/lead-kind.ts'
import { queryOrThrow, toConnectionPage } from '../table/connection.ts'
import { pageSize } from '../table/cursor-pages.ts'
import { type Company, companyName } from './company.ts'
import { companyColumns } from './company-columns.tsx'

const CompaniesPage = graphql(`
  query CompaniesPage(
    $listId: ID!
    $first: Int!
    $after: String
    $offset: Int!
    $filter: CompanyFilter
    $orderBy: CompanyOrder
    $custom: Boolean!
    $total: Boolean!
  ) {
    list(id: $listId) {
      id
      companies(first: $first, after: $after, offset: $offset, filter: $filter, orderBy: $orderBy) {
        totalCount @include(if: $total)
        edges {
          cursor
          node {
            ...CompanyInTable
            custom @include(if: $custom) { name value }
          }
        }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
`)

const UpdateCompany = graphql(`
  mutation UpdateCompany($input: UpdateCompanyInput!) {
    updateCompany(input: $input) {
      __typename
      ... on UpdateCompanyPayload { company { ...CompanyInTable custom { name value } } }
      ... on LeadChangedError { currentCompany { ...CompanyInTable custom { name value } } }
      ... on DuplicateLeadError { otherCompany { id } }
      ... on Error { code message }
    }
  }
`)

const DeleteCompanies = graphql(`
  mutation DeleteCompanies($input: DeleteCompaniesInput!) {
    deleteCompanies(input: $input) {
      ... on DeleteCompaniesPayload { deleted runId }
      ... on Error { code message }
    }
  }
`)

/** The companies of a list. */
export const companies: LeadKind<Company, CompanyFilter, CompanyOrderField, CompanyChangeInput> = {
  of: 'COMPANIES',
  label: 'Companies',
  nouns: ['company', 'companies'],
  searchLabel: 'Search name or domain',
  columns: companyColumns,
  defaults: ['name', 'domain', 'industry', 'employees', 'founded', 'headquarters', 'followers', 'links'],
  customColumn,
  everything: {},
  source: (client, { listId, filter, orderBy, hasCustom }) => ({
    async read(anchor, want) {
      const variables = { listId, first: pageSize, ...anchor, filter, orderBy, custom: hasCustom, ...want }
      return toConnectionPage((await queryOrThrow(client, CompaniesPage, variables))?.list?.companies, anchor)
    },
  }),
  exported: ({ filter, orderBy }) => ({
    of: 'COMPANIES',
    filter: null,
    orderBy: null,
    companyFilter: filter,
    companyOrderBy: orderBy,
  }),
  nameOf: companyName,
  async save(client, { id, updatedAt }, change) {
    const input = { companyId: id, expectedUpdatedAt: updatedAt, ...change }
    const { data, error } = await client.mutation(UpdateCompany, { input }).toPromise()
    const result = data?.updateCompany
    if (result?.__typename === 'UpdateCompanyPayload') return { item: result.company }
    if (result?.__typename === 'LeadChangedError' && result.currentCompany) return { changed: result.currentCompany }
    const duplicateId = result?.__typename === 'DuplicateLeadError' ? result.otherCompany?.id : undefined
    return { message: result?.message ?? errorMessage(error), duplicateId }
  },
  async remove(client, listId, target, dryRun) {
    const rows = 'ids' in target ? { companyIds: [...target.ids] } : target
    const response = await client.mutation(DeleteCompanies, { input: { listId, dryRun, ...rows } }).toPromise()
    const outcome = toOutcome(response)
    if ('refusal' in outcome) return outcome.refusal
    return { count: outcome.payload.deleted, runId: outcome.payload.runId }
  },
  entryOf: (companyId) => ({ companyId }),
}
