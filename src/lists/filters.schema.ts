import { builder } from '../graphql/builder.ts'
import { RowSourceRef } from './rows.schema.ts'

const TextFilterRef = builder.inputType('TextFilter', {
  description:
    'Selects values by their text, ignoring case. If both conditions are given, both apply. A text has at most 1,000 characters.',
  fields: (t) => ({
    contains: t.string({ description: 'The value contains this text. An empty text selects all values.' }),
    equals: t.string({ description: 'The value is this text.' }),
  }),
})

const CustomFieldFilterRef = builder.inputType('CustomFieldFilter', {
  description: 'Selects rows that have a custom field.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'Name of the custom field, exactly as in `custom`.' }),
    value: t.field({ type: TextFilterRef, description: 'Only rows with such a value. Default: any value.' }),
  }),
})

/** The input type `RowFilter`. */
export const RowFilterRef = builder.inputType('RowFilter', {
  description: 'Selects people. Every given condition applies; without conditions, all people are selected.',
  fields: (t) => ({
    ids: t.idList({ description: 'Only the people with these ids, at most 1,000. Unknown ids select no one.' }),
    search: t.string({
      description:
        'The name, e-mail address, company or title contains this text, ignoring case. Blank for all people.',
    }),
    name: t.field({ type: TextFilterRef, description: 'By `fullName`.' }),
    title: t.field({ type: TextFilterRef, description: 'By `title`.' }),
    company: t.field({ type: TextFilterRef, description: 'By `companyName`.' }),
    domain: t.field({ type: TextFilterRef, description: 'By `companyDomain`.' }),
    email: t.field({ type: TextFilterRef, description: 'By `email`.' }),
    city: t.field({ type: TextFilterRef, description: 'By `city`.' }),
    country: t.field({ type: TextFilterRef, description: 'By `country`, as the source wrote it.' }),
    hasEmail: t.boolean({ description: 'Whether the person has an e-mail address.' }),
    hasPhone: t.boolean({ description: 'Whether the person has a phone number.' }),
    hasLinkedin: t.boolean({ description: 'Whether the person has a LinkedIn or Sales Navigator URL.' }),
    sources: t.field({ type: [RowSourceRef], description: 'Only rows from these sources.' }),
    runId: t.id({ description: 'Only rows that this import run added.' }),
    addedFrom: t.field({ type: 'DateTime', description: 'Only rows added at this time or later.' }),
    addedBefore: t.field({ type: 'DateTime', description: 'Only rows added before this time.' }),
    custom: t.field({ type: [CustomFieldFilterRef], description: 'By at most 20 custom fields; all of these apply.' }),
  }),
})

/** The input type `CompanyFilter`. */
export const CompanyFilterRef = builder.inputType('CompanyFilter', {
  description: 'Selects companies. Every given condition applies; without conditions, all companies are selected.',
  fields: (t) => ({
    ids: t.idList({ description: 'Only the companies with these ids, at most 1,000. Unknown ids select none.' }),
    search: t.string({
      description: 'The name or domain contains this text, ignoring case. Blank for all companies.',
    }),
    name: t.field({ type: TextFilterRef, description: 'By `name`.' }),
    domain: t.field({ type: TextFilterRef, description: 'By `domain`.' }),
    industry: t.field({ type: TextFilterRef, description: 'By `industry`.' }),
    city: t.field({ type: TextFilterRef, description: 'By `city`.' }),
    country: t.field({ type: TextFilterRef, description: 'By `country`, as the source wrote it.' }),
    hasDomain: t.boolean({ description: 'Whether the company has a domain.' }),
    hasLinkedin: t.boolean({ description: 'Whether the company has a LinkedIn URL.' }),
    isEnriched: t.boolean({ description: 'Whether the company was enriched.' }),
    sources: t.field({ type: [RowSourceRef], description: 'Only companies from these sources.' }),
    runId: t.id({ description: 'Only companies that this import run added.' }),
    addedFrom: t.field({ type: 'DateTime', description: 'Only companies added at this time or later.' }),
    addedBefore: t.field({ type: 'DateTime', description: 'Only companies added before this time.' }),
    custom: t.field({ type: [CustomFieldFilterRef], description: 'By at most 20 custom fields; all of these apply.' }),
  }),
})

/** The input type `ListFilter`. */
export const ListFilterRef = builder.inputType('ListFilter', {
  description: 'Selects lists.',
  fields: (t) => ({ name: t.field({ type: TextFilterRef, description: 'By `name`.' }) }),
})
