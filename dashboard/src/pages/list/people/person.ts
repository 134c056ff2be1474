import { graphql } from '../../../gql/gql.ts'
import type { PersonInTableFragment } from '../../../gql/graphql.ts'
import type { Lead } from '../leads/lead-kind.ts'

graphql(`
  fragment PersonInTable on ListRow {
    id
    updatedAt
    fullName
    firstName
    lastName
    title
    headline
    seniority
    department
    companyName
    companyDomain
    email
    phone
    linkedinUrl
    salesNavUrl
    location
    city
    state
    country
    source
    addedAt
  }
`)

/** A person in the table. */
export type Person = PersonInTableFragment & Pick<Lead, 'custom'>

/** Returns what a person is called. */
export function personName({ fullName, email }: Pick<Person, 'fullName' | 'email'>): string {
  return fullName ?? email ?? 'Unnamed person'
}
