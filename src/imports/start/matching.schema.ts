import type { InputFieldBuilder } from '@pothos/core'
import { builder } from '../../graphql/builder.ts'

type InputFields = InputFieldBuilder<typeof builder.$inferSchemaTypes, 'InputObject'>

const MatchValues = builder.enumType('MatchValues', {
  description: 'What the values of a row do to those of the lead that it matches.',
  values: {
    FILL_EMPTY: { description: 'They fill empty fields.' },
    OVERWRITE: {
      description:
        'They replace other values too. An empty cell replaces nothing, nor does a value that identifies no one or another lead of the list.',
    },
  } as const,
})

const MatchRows = builder.enumType('MatchRows', {
  description: 'Which rows an import adds or changes.',
  values: {
    CREATE_AND_UPDATE: { description: 'New rows are added, and those that match are updated.' },
    CREATE_ONLY: { description: 'New rows are added. Those that match are MERGED, but change nothing.' },
    UPDATE_ONLY: {
      description: 'Rows that match are updated; all others are NO_MATCH. Needs no credits. Not for a new list.',
    },
  } as const,
})

const MatchBy = builder.enumType('MatchBy', {
  description: 'What identifies a lead of the list, strongest first.',
  values: {
    ROW_ID: { description: 'The id of a row: `rowId` of `addLeads`, or the column of a file that `rowId` maps.' },
    DOMAIN: { description: 'Companies: the registrable domain.' },
    LINKEDIN: { description: 'The LinkedIn profile or company page.' },
    EMAIL: { description: 'People: the e-mail address.' },
    NAME_AND_COMPANY: { description: 'People: the full name and the company.' },
    NAME_AND_LOCATION: { description: 'People: the full name and the location.' },
    NAME: { description: 'The name alone.' },
  } as const,
})

const FieldPolicyInput = builder.inputType('FieldPolicyInput', {
  description: 'An exception for one field.',
  fields: (t) => ({
    field: t.string({
      required: true,
      description:
        'Name of the field as in the mapping, such as `title`; `company.<field>` for the company of a person; `custom.<name>` for a custom field, `custom` for all of them.',
    }),
    values: t.field({ type: MatchValues, required: true, description: 'What its value does on a match.' }),
  }),
})

const OnMatchInput = builder.inputType('OnMatchInput', {
  description: 'What happens if a row matches a lead of the list, or an earlier row.',
  fields: (t) => ({
    values: t.field({
      type: MatchValues,
      defaultValue: 'FILL_EMPTY',
      description: 'What the values of the row do to those of the lead.',
    }),
    fields: t.field({ type: [FieldPolicyInput], description: 'Exceptions for single fields.' }),
    rows: t.field({
      type: MatchRows,
      defaultValue: 'CREATE_AND_UPDATE',
      description: 'Which rows are added or changed.',
    }),
  }),
})

/** Returns the input fields that say what matches, and what a match does. */
export function matchingFields(t: InputFields) {
  return {
    onMatch: t.field({
      type: OnMatchInput,
      description: 'What happens if a row matches a lead. Default: it fills empty fields.',
    }),
    matchBy: t.field({
      type: [MatchBy],
      description:
        'What may identify a lead of the list. Default: everything. Anything left out can still prevent a match, where its values differ. A new lead keeps a LinkedIn profile, e-mail address or domain that another row of the list has as a custom field.',
    }),
  }
}
