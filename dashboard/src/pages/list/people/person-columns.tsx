import { dateTime } from '../../../components/format.ts'
import type { PersonChangeInput, RowFilter, RowOrderField, TextFilter } from '../../../gql/graphql.ts'
import { dayFilters, type LeadColumn, presenceFilter, textFilters } from '../leads/lead-column.ts'
import { sourceColumn } from '../leads/source-labels.ts'
import { MailLink, PageLinks } from '../links.tsx'
import { locationOf } from '../location.ts'
import { type Person, personName } from './person.ts'

type PersonColumn = LeadColumn<Person, RowFilter, RowOrderField, PersonChangeInput>
/** A field of text of a person that can be changed. */
type TextField = Exclude<keyof PersonChangeInput, 'custom'> & keyof Person

/** A column of one field, which can be edited. */
function text(key: TextField, label: string, width: number, more: Partial<PersonColumn> = {}): PersonColumn {
  return {
    key,
    label,
    width,
    fields: [key],
    show: (person) => person[key],
    textOf: (person) => person[key] ?? '',
    change: (value) => {
      const set: PersonChangeInput = {}
      set[key] = value
      return set
    },
    ...more,
  }
}

const by = (filter: (value: TextFilter) => RowFilter) => textFilters(filter)

/** The columns of people, apart from custom ones. */
export const personColumns: readonly PersonColumn[] = [
  text('fullName', 'Name', 185, {
    key: 'name',
    show: personName,
    order: 'NAME',
    filters: by((name) => ({ name })),
  }),
  text('title', 'Title', 170, { order: 'TITLE', filters: by((title) => ({ title })) }),
  text('companyName', 'Company', 150, { key: 'company', order: 'COMPANY', filters: by((company) => ({ company })) }),
  text('companyDomain', 'Company domain', 150, { key: 'domain', filters: by((domain) => ({ domain })) }),
  text('email', 'E-mail', 200, {
    show: ({ email }) => email && <MailLink email={email} />,
    filters: { ...by((email) => ({ email })), ...presenceFilter((hasEmail) => ({ hasEmail })) },
  }),
  text('phone', 'Phone', 150, { filters: presenceFilter((hasPhone) => ({ hasPhone })) }),
  {
    key: 'location',
    label: 'Location',
    width: 150,
    fields: ['location', 'city', 'state', 'country'],
    show: locationOf,
  },
  text('city', 'City', 130, { filters: by((city) => ({ city })) }),
  text('state', 'State', 130),
  text('country', 'Country', 130, { order: 'COUNTRY', filters: by((country) => ({ country })) }),
  text('linkedinUrl', 'LinkedIn', 110, {
    key: 'linkedin',
    fields: ['linkedinUrl', 'salesNavUrl'],
    show: (person) => <PageLinks name={personName(person)} linkedin={person.linkedinUrl ?? person.salesNavUrl} />,
    filters: presenceFilter((hasLinkedin) => ({ hasLinkedin })),
  }),
  text('firstName', 'First name', 130),
  text('lastName', 'Last name', 130),
  text('headline', 'Headline', 220),
  text('seniority', 'Seniority', 130),
  text('department', 'Department', 140),
  sourceColumn,
  {
    key: 'added',
    label: 'Added',
    width: 150,
    fields: ['addedAt'],
    show: ({ addedAt }) => dateTime(addedAt),
    order: 'ADDED',
    filters: dayFilters((range) => range),
  },
]
