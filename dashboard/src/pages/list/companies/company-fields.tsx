import { dateTime, number } from '../../../components/format.ts'
import { graphql } from '../../../gql/gql.ts'
import type { CompanyInFullFragment } from '../../../gql/graphql.ts'
import type { Field } from '../fields.tsx'
import { WebLink } from '../links.tsx'
import { locationOf } from '../location.ts'

graphql(`
  fragment CompanyInFull on CompanyRow {
    ...CompanyInTable
    description
    specialties
    technologies
    custom { name value }
  }
`)

/** Returns all fields of a company. */
export function companyFields(company: CompanyInFullFragment): readonly Field[] {
  const { domain, website, linkedinUrl, employeeCount, employeeRange, founded, linkedinFollowers, enrichedAt } = company
  return [
    ['Name', company.name],
    ['Domain', domain && <WebLink text={domain} />],
    ['Website', website && <WebLink text={website} />],
    ['LinkedIn', linkedinUrl && <WebLink text={linkedinUrl} />],
    ['Industry', company.industry],
    ['Employees', employeeCount === null ? employeeRange : number(employeeCount)],
    ['Founded', founded],
    ['Headquarters', company.headquarters ?? locationOf(company)],
    ['Followers', linkedinFollowers === null ? null : number(linkedinFollowers)],
    ['Phone', company.phone],
    ['Revenue', company.revenue],
    ['Funding', company.funding],
    ['Specialties', company.specialties.join(', ')],
    ['Technologies', company.technologies.join(', ')],
    ['Description', company.description],
    ['Enriched', enrichedAt && dateTime(enrichedAt)],
  ]
}
