import { graphql } from '../../../gql/gql.ts'
import type { CompanyInTableFragment } from '../../../gql/graphql.ts'
import type { Lead } from '../leads/lead-kind.ts'

graphql(`
  fragment CompanyInTable on CompanyRow {
    id
    updatedAt
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
    phone
    revenue
    funding
    linkedinFollowers
    source
    addedAt
    enrichedAt
  }
`)

/** A company in the table. */
export type Company = CompanyInTableFragment & Pick<Lead, 'custom'>

/** Returns what a company is called. */
export function companyName({ name, domain }: Pick<Company, 'name' | 'domain'>): string {
  return name ?? domain ?? 'Unnamed company'
}
