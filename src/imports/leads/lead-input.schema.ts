import type { InputFieldBuilder } from '@pothos/core'
import { builder } from '../../graphql/builder.ts'
import { companyText, personText } from '../../lists/field-descriptions.ts'
import { personFields } from './fields.ts'

const CustomValueInput = builder.inputType('CustomValueInput', {
  description: 'A custom field and its value.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'Name of the custom field.' }),
    value: t.string({ required: true, description: 'Its text.' }),
  }),
})

type InputFields = InputFieldBuilder<typeof builder.$inferSchemaTypes, 'InputObject'>

const tidied = 'They are cleaned like the cells of a file; absent and null mean the same.'

function personValues(t: InputFields) {
  return {
    ...ofText(personFields, (field) => t.string({ description: personText[field] })),
    custom: customValues(t),
  }
}

function customValues(t: InputFields) {
  return t.field({ type: [CustomValueInput], description: 'Custom fields, by name.' })
}

function rowIdOf(t: InputFields, lead: string) {
  return t.id({
    description: `Id of the row of the list that is this ${lead}, whatever the other values say; an unknown id is ignored.`,
  })
}

/** The input `PersonInput`. */
export const PersonInput = builder.inputType('PersonInput', {
  description: `Values of a person. ${tidied}`,
  fields: (t) => ({ rowId: rowIdOf(t, 'person'), ...personValues(t) }),
})

/** The input `PersonChangeInput`. */
export const PersonChangeInput = builder.inputType('PersonChangeInput', {
  description: `New values of a person. ${tidied}`,
  fields: personValues,
})

const companyTexts = [
  'name',
  'domain',
  'website',
  'linkedinUrl',
  'industry',
  'employeeRange',
  'revenue',
  'description',
  'phone',
  'location',
  'city',
  'state',
  'country',
  'funding',
] as const

function companyValues(t: InputFields) {
  return {
    ...ofText(companyTexts, (field) => t.string({ description: companyText[field] })),
    employeeCount: t.int({ description: companyText.employeeCount }),
    founded: t.int({ description: companyText.founded }),
    technologies: t.stringList({ description: companyText.technologies }),
    custom: customValues(t),
  }
}

/** The input `CompanyInput`. */
export const CompanyInput = builder.inputType('CompanyInput', {
  description: `Values of a company. ${tidied}`,
  fields: (t) => ({ rowId: rowIdOf(t, 'company'), ...companyValues(t) }),
})

/** The input `CompanyChangeInput`. */
export const CompanyChangeInput = builder.inputType('CompanyChangeInput', {
  description: `New values of a company. ${tidied}`,
  fields: companyValues,
})

function ofText<Field extends string, Value>(fields: readonly Field[], make: (field: Field) => Value) {
  return Object.fromEntries(fields.map((field) => [field, make(field)])) as { [F in Field]: Value }
}
