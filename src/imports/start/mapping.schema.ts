import { builder } from '../../graphql/builder.ts'
import { companyText, personText } from '../../lists/field-descriptions.ts'
import {
  type CompanyMapping,
  type CustomColumn,
  companyFields,
  type Mapping,
  type PersonColumn,
  type PersonMapping,
  personColumns,
} from '../leads/fields.ts'

const rowIdText =
  'Column for: ids of rows of the list, as an export has them. A row with the id of one is that row, whatever else differs.'

const personColumnText: Record<PersonColumn, string> = {
  ...personText,
  lastNamePrefix: 'what precedes the last name, such as `van der`. It becomes part of `lastName`.',
}

const customText = 'Custom fields: columns without a canonical field, kept with each row under the given names.'

const CustomColumnRef = builder.objectRef<CustomColumn>('CustomColumn').implement({
  description: 'A column kept as a custom field.',
  fields: (t) => ({
    column: t.exposeString('column', { description: 'Name of the column in the file.' }),
    name: t.exposeString('name', { description: 'Name of the custom field in `custom` of a row.' }),
  }),
})

const CustomColumnInput = builder.inputType('CustomColumnInput', {
  description: 'A column to keep as a custom field.',
  fields: (t) => ({
    column: t.string({ required: true, description: 'Name of the column in the file, as the preview returns it.' }),
    name: t.string({ required: true, description: 'Name of the custom field in `custom` of a row.' }),
  }),
})

/** The type `PersonMapping`. */
export const PersonMappingRef = outputOf<PersonMapping, PersonColumn>(
  'PersonMapping',
  'person',
  personColumns,
  personColumnText,
)

/** The type `CompanyMapping`. */
export const CompanyMappingRef = outputOf<CompanyMapping, (typeof companyFields)[number]>(
  'CompanyMapping',
  'company',
  companyFields,
  companyText,
)

/** The input `PersonMappingInput`. */
export const PersonMappingInput = inputOf('PersonMappingInput', 'person', personColumns, personColumnText)

/** The input `CompanyMappingInput`. */
export const CompanyMappingInput = inputOf('CompanyMappingInput', 'company', companyFields, companyText)

function outputOf<Shape extends Mapping<Field>, Field extends string>(
  name: string,
  what: string,
  fields: readonly Field[],
  texts: Record<Field, string>,
) {
  return builder.objectRef<Shape>(name).implement({
    description: `The column of the file for each field of a ${what}; null for a field without one. As suggested by a preview: correct it and pass it to the import.`,
    fields: (t) => ({
      ...Object.fromEntries(
        fields.map((field) => [
          field,
          t.string({
            nullable: true,
            description: `Column for: ${texts[field]}`,
            resolve: (mapping) => columnOf(mapping, field),
          }),
        ]),
      ),
      rowId: t.string({ nullable: true, description: rowIdText, resolve: ({ rowId }) => rowId ?? null }),
      custom: t.field({ type: [CustomColumnRef], description: customText, resolve: ({ custom }) => custom ?? [] }),
    }),
  })
}

function columnOf<Field extends string>(mapping: Mapping<Field>, field: Field): string | null {
  return mapping[field] ?? null
}

function inputOf<Field extends string>(
  name: string,
  what: string,
  fields: readonly Field[],
  texts: Record<Field, string>,
) {
  return builder.inputType(name, {
    description: `The column of the file for each field of a ${what}. Fields that are absent or null stay empty.`,
    fields: (t) => ({
      ...byField(fields, (field) => t.string({ description: `Column for: ${texts[field]}` })),
      rowId: t.string({ description: rowIdText }),
      custom: t.field({ type: [CustomColumnInput], description: customText }),
    }),
  })
}

function byField<Field extends string, Value>(fields: readonly Field[], make: (field: Field) => Value) {
  return Object.fromEntries(fields.map((field) => [field, make(field)])) as { [F in Field]: Value }
}
