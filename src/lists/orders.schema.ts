import { builder } from '../graphql/builder.ts'
import { SortDirectionRef } from '../graphql/sort-direction.ts'
import type { companySorts, listSorts, rowSorts } from './orders.sql.ts'

type Described<Sorts> = Record<keyof Sorts, { description: string }>

const RowOrderField = builder.enumType('RowOrderField', {
  description: 'What people are sorted by. People without a value come last in either direction.',
  values: {
    ADDED: { description: 'When they came into the list.' },
    NAME: { description: 'Name, ignoring case, accents and titles.' },
    COMPANY: { description: '`companyName`, ignoring case.' },
    TITLE: { description: '`title`, ignoring case.' },
    COUNTRY: { description: '`country`, ignoring case.' },
  } satisfies Described<typeof rowSorts>,
})

/** The input type `RowOrder`. */
export const RowOrderRef = builder.inputType('RowOrder', {
  description: 'An order of people.',
  fields: (t) => ({
    field: t.field({ type: RowOrderField, required: true, description: 'What to sort by.' }),
    direction: t.field({
      type: SortDirectionRef,
      required: true,
      defaultValue: 'ASC',
      description: 'The direction.',
    }),
  }),
})

const CompanyOrderField = builder.enumType('CompanyOrderField', {
  description: 'What companies are sorted by. Companies without a value come last in either direction.',
  values: {
    ADDED: { description: 'When they came into the list.' },
    NAME: { description: 'Name, ignoring case, accents and the legal form.' },
    DOMAIN: { description: '`domain`.' },
    INDUSTRY: { description: '`industry`, ignoring case.' },
    COUNTRY: { description: '`country`, ignoring case.' },
    EMPLOYEES: { description: '`employeeCount`.' },
  } satisfies Described<typeof companySorts>,
})

/** The input type `CompanyOrder`. */
export const CompanyOrderRef = builder.inputType('CompanyOrder', {
  description: 'An order of companies.',
  fields: (t) => ({
    field: t.field({ type: CompanyOrderField, required: true, description: 'What to sort by.' }),
    direction: t.field({
      type: SortDirectionRef,
      required: true,
      defaultValue: 'ASC',
      description: 'The direction.',
    }),
  }),
})

const ListOrderField = builder.enumType('ListOrderField', {
  description: 'What lists are sorted by.',
  values: {
    CREATED: { description: 'When they were created.' },
    NAME: { description: 'Name, ignoring case.' },
  } satisfies Described<typeof listSorts>,
})

/** The input type `ListOrder`. */
export const ListOrderRef = builder.inputType('ListOrder', {
  description: 'An order of lists.',
  fields: (t) => ({
    field: t.field({ type: ListOrderField, required: true, description: 'What to sort by.' }),
    direction: t.field({
      type: SortDirectionRef,
      required: true,
      defaultValue: 'ASC',
      description: 'The direction.',
    }),
  }),
})
