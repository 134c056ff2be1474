import { graphql } from '../../gql/gql.ts'
import type { ListSummaryFragment } from '../../gql/graphql.ts'

graphql(`
  fragment ListSummary on List {
    id
    name
    createdAt
    enrichmentStatus
    enrichment { ...Enrichment }
    rows { totalCount }
    companies { totalCount }
    importRuns(first: 1) { nodes { ...Run } }
  }
`)

/** A list with its counts. */
export type ListSummary = ListSummaryFragment
