import { errorMessage } from '../../../api/error-message.ts'
import { toOutcome } from '../../../api/use-action.ts'
import { graphql } from '../../../gql/gql.ts'
import type { PersonChangeInput, RowFilter, RowOrderField } from '../../../gql/graphql.ts'
import { customColumn } from '../leads/custom-column.ts'
import type { LeadKind } from '../leads/lead-kind.ts'
import { queryOrThrow, toConnectionPage } from '../table/connection.ts'
import { pageSize } from '../table/cursor-pages.ts'
import { type Person, personName } from './person.ts'
import { personColumns } from './person-columns.tsx'

const PeoplePage = graphql(`
  query PeoplePage(
    $listId: ID!
    $first: Int!
    $after: String
    $offset: Int!
    $filter: RowFilter
    $orderBy: RowOrder
    $custom: Boolean!
    $total: Boolean!
  ) {
    list(id: $listId) {
      id
      rows(first: $first, after: $after, offset: $offset, filter: $filter, orderBy: $orderBy) {
        totalCount @include(if: $total)
        edges {
          cursor
          node {
            ...PersonInTable
            custom @include(if: $custom) { name value }
          }
        }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
`)

const UpdatePerson = graphql(`
  mutation UpdatePerson($input: UpdateLeadInput!) {
    updateLead(input: $input) {
      __typename
      ... on UpdateLeadPayload { row { ...PersonInTable custom { name value } } }
      ... on LeadChangedError { currentRow { ...PersonInTable custom { name value } } }
      ... on DuplicateLeadError { otherRow { id } }
      ... on Error { code message }
    }
  }
`)

const DeletePeople = graphql(`
  mutation DeletePeople($input: DeleteLeadsInput!) {
    deleteLeads(input: $input) {
      ... on DeleteLeadsPayload { deleted runId }
      ... on Error { code message }
    }
  }
`)

/** The people of a list. */
export const people: LeadKind<Person, RowFilter, RowOrderField, PersonChangeInput> = {
  of: 'PEOPLE',
  label: 'People',
  nouns: ['person', 'people'],
  searchLabel: 'Search name, e-mail, company or title',
  columns: personColumns,
  defaults: ['name', 'title', 'company', 'email', 'location', 'linkedin', 'source'],
  customColumn,
  everything: {},
  source: (client, { listId, filter, orderBy, hasCustom }) => ({
    async read(anchor, want) {
      const variables = { listId, first: pageSize, ...anchor, filter, orderBy, custom: hasCustom, ...want }
      return toConnectionPage((await queryOrThrow(client, PeoplePage, variables))?.list?.rows, anchor)
    },
  }),
  exported: (query) => ({ of: 'PEOPLE', ...query, companyFilter: null, companyOrderBy: null }),
  nameOf: personName,
  async save(client, { id, updatedAt }, change) {
    const input = { rowId: id, expectedUpdatedAt: updatedAt, ...change }
    const { data, error } = await client.mutation(UpdatePerson, { input }).toPromise()
    const result = data?.updateLead
    if (result?.__typename === 'UpdateLeadPayload') return { item: result.row }
    if (result?.__typename === 'LeadChangedError' && result.currentRow) return { changed: result.currentRow }
    const duplicateId = result?.__typename === 'DuplicateLeadError' ? result.otherRow?.id : undefined
    return { message: result?.message ?? errorMessage(error), duplicateId }
  },
  async remove(client, listId, target, dryRun) {
    const rows = 'ids' in target ? { rowIds: [...target.ids] } : target
    const outcome = toOutcome(await client.mutation(DeletePeople, { input: { listId, dryRun, ...rows } }).toPromise())
    if ('refusal' in outcome) return outcome.refusal
    return { count: outcome.payload.deleted, runId: outcome.payload.runId }
  },
  entryOf: (rowId) => ({ rowId }),
}
