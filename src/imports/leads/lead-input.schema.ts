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

const customText = 'Custom fields, by name.'

/** The input `PersonInput`. */
export const PersonInput = builder.inputType('PersonInput', {
  description: 'Values of a person. They are tidied like the cells of a file; absent and null mean the same.',
  fields: (t) => ({
    ...ofText(personFields, (field) => t.string({ description: personText[field] })),
    custom: t.field({ type: [CustomValueInput], description: customText }),
  }),
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

/** The input `CompanyInput`. */
export const CompanyInput = builder.inputType('CompanyInput', {
  description: 'Values of a company. They are tidied like the cells of a file; absent and null mean the same.',
  fields: (t) => ({
    ...ofText(companyTexts, (field) => t.string({ description: companyText[field] })),
    employeeCount: t.int({ description: companyText.employeeCount }),
    founded: t.int({ description: companyText.founded }),
    technologies: t.stringList({ description: companyText.technologies }),
    custom: t.field({ type: [CustomValueInput], description: customText }),
  }),
})

function ofText<Field extends string, Value>(fields: readonly Field[], make: (field: Field) => Value) {
  return Object.fromEntries(fields.map((field) => [field, make(field)])) as { [F in Field]: Value }
}
