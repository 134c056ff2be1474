import type { CompanyMappingInput, PersonMappingInput } from '../../gql/graphql.ts'

/** The fields of a person without those of the company. */
type PersonField = Exclude<keyof PersonMappingInput, 'custom' | `company${string}`>
type CompanyField = Exclude<keyof CompanyMappingInput, 'custom'>

/** A field of a person or a company, by its name in the API. */
export type FieldId = `person.${PersonField}` | `company.${CompanyField}`

const personLabels: Record<PersonField, string> = {
  fullName: 'Full name',
  firstName: 'First name',
  lastName: 'Last name',
  lastNamePrefix: 'Last name prefix',
  email: 'E-mail',
  phone: 'Phone',
  linkedinUrl: 'LinkedIn profile',
  salesNavUrl: 'Sales Navigator profile',
  title: 'Job title',
  headline: 'Headline',
  seniority: 'Seniority',
  department: 'Department',
  location: 'Location',
  city: 'City',
  state: 'State',
  country: 'Country',
  rowId: 'Row ID',
}

const companyLabels: Record<CompanyField, string> = {
  name: 'Company name',
  domain: 'Domain',
  website: 'Website',
  linkedinUrl: 'LinkedIn page',
  industry: 'Industry',
  employeeCount: 'Employees',
  employeeRange: 'Employee range',
  revenue: 'Revenue',
  founded: 'Founded',
  description: 'Description',
  phone: 'Company phone',
  location: 'Company location',
  city: 'Company city',
  state: 'Company state',
  country: 'Company country',
  funding: 'Funding',
  technologies: 'Technologies',
  rowId: 'Row ID',
}

/** A field and its label. */
export interface Field {
  readonly id: FieldId
  readonly label: string
}

/** The fields of a person, in display order. */
export const personFields = keysOf(personLabels).map(
  (name) => ({ id: `person.${name}`, name, label: personLabels[name] }) as const,
)

/** The fields of a company, in display order. */
export const companyFields = keysOf(companyLabels).map(
  (name) => ({ id: `company.${name}`, name, label: companyLabels[name] }) as const,
)

/** The fields of a person's company, in display order: only rows of the list's own kind are found by their IDs. */
export const employerFields = companyFields.filter(({ name }) => name !== 'rowId')

/** Returns the fields of a data type in groups. */
export function groupsOf(dataType: 'PEOPLE' | 'COMPANIES'): { title: string; fields: readonly Field[] }[] {
  return dataType === 'PEOPLE'
    ? [
        { title: 'Person', fields: personFields },
        { title: 'Their company', fields: employerFields },
      ]
    : [{ title: 'Company', fields: companyFields }]
}

const labels = new Map<FieldId, string>([...personFields, ...companyFields].map(({ id, label }) => [id, label]))

/** Returns the label of a field. */
export function labelOf(id: FieldId): string {
  return labels.get(id) ?? id
}

function keysOf<Key extends string>(record: Record<Key, unknown>): Key[] {
  const isKey = (key: string): key is Key => key in record
  return Object.keys(record).filter(isKey)
}
