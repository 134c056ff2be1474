import type { InputFieldBuilder } from '@pothos/core'
import { InvalidInputError } from '../../errors.ts'
import { builder } from '../../graphql/builder.ts'
import { type Context, viewerOf } from '../../graphql/context.ts'
import { ErrorInterface } from '../../graphql/errors.ts'
import { CompanyRowRef, ListRowRef } from '../../lists/rows.schema.ts'
import { CompanyChangeInput, PersonChangeInput } from '../leads/lead-input.schema.ts'
import { DuplicateLeadError, LeadChangedError, RowNotFoundError } from './errors.ts'
import { mergeLeads } from './merge-leads.ts'
import { updateCompany } from './update-company.ts'
import { updateLead } from './update-lead.ts'

type InputFields = InputFieldBuilder<typeof builder.$inferSchemaTypes, 'InputObject'>

builder.objectType(RowNotFoundError, {
  name: 'RowNotFoundError',
  description: 'A row does not exist, is not in the list or is not yours; nothing was changed.',
  interfaces: [ErrorInterface],
})

const rowKey = (context: Context, id: number) => ({
  ownerId_id: { ownerId: viewerOf(context).userId, id: BigInt(id) },
})

// Their fields differ in name from those of the payloads, whose types are not null.
for (const [error, name, description, prefix, which] of [
  [
    DuplicateLeadError,
    'DuplicateLeadError',
    'The change would identify the row by a value that identifies another row of the list; nothing was changed.',
    'other',
    'has the value',
  ],
  [
    LeadChangedError,
    'LeadChangedError',
    'The row has changed since it was read; nothing was changed.',
    'current',
    'has changed',
  ],
] as const) {
  builder.objectType(error, {
    name,
    description,
    interfaces: [ErrorInterface],
    fields: (t) => ({
      [`${prefix}Row`]: t.prismaField({
        type: ListRowRef,
        nullable: true,
        description: `The person that ${which}; null for a company.`,
        resolve: (query, { lead: { rowId } }, _args, context) =>
          rowId === undefined ? null : context.prisma.listRow.findUnique({ ...query, where: rowKey(context, rowId) }),
      }),
      [`${prefix}Company`]: t.prismaField({
        type: CompanyRowRef,
        nullable: true,
        description: `The company that ${which}; null for a person.`,
        resolve: (query, { lead: { companyId } }, _args, context) =>
          companyId === undefined
            ? null
            : context.prisma.companyRow.findUnique({ ...query, where: rowKey(context, companyId) }),
      }),
    }),
  })
}

function changeFields(t: InputFields) {
  return {
    clear: t.stringList({
      description:
        'Names of the fields to empty, such as `title`; `custom.Region` empties the custom field Region. A field may be in `set` or in `clear`, not in both.',
    }),
    expectedUpdatedAt: t.field({
      type: 'DateTime',
      description: 'The `updatedAt` that you have read. If the row has changed since, the call is refused.',
    }),
  }
}

const UpdateLeadInput = builder.inputType('UpdateLeadInput', {
  description: 'A person and what to change.',
  fields: (t) => ({
    rowId: t.id({ required: true, description: 'Id of the row.' }),
    set: t.field({ type: PersonChangeInput, description: 'The values to set; other fields stay as they are.' }),
    ...changeFields(t),
  }),
})

const UpdateCompanyInput = builder.inputType('UpdateCompanyInput', {
  description: 'A company and what to change.',
  fields: (t) => ({
    companyId: t.id({ required: true, description: 'Id of the company row.' }),
    set: t.field({ type: CompanyChangeInput, description: 'The values to set; other fields stay as they are.' }),
    ...changeFields(t),
  }),
})

const MergeLeadsInput = builder.inputType('MergeLeadsInput', {
  description: 'People of one list who are the same.',
  fields: (t) => ({
    keepRowId: t.id({ required: true, description: 'Id of the row to keep.' }),
    rowIds: t.idList({ required: true, description: 'Ids of the rows to merge into it, at most 100.' }),
  }),
})

function changedPerson(name: string, description: string) {
  return builder.objectRef<{ id: number }>(name).implement({
    description,
    fields: (t) => ({
      row: t.prismaField({
        type: ListRowRef,
        description: 'The row after the change.',
        resolve: (query, { id }, _args, context) =>
          context.prisma.listRow.findUniqueOrThrow({ ...query, where: rowKey(context, id) }),
      }),
    }),
  })
}

const UpdateLeadPayload = changedPerson('UpdateLeadPayload', 'The changed person.')
const MergeLeadsPayload = changedPerson('MergeLeadsPayload', 'The person that the others were merged into.')

const UpdateCompanyPayload = builder.objectRef<{ id: number }>('UpdateCompanyPayload').implement({
  description: 'The changed company.',
  fields: (t) => ({
    company: t.prismaField({
      type: CompanyRowRef,
      description: 'The row after the change.',
      resolve: (query, { id }, _args, context) =>
        context.prisma.companyRow.findUniqueOrThrow({ ...query, where: rowKey(context, id) }),
    }),
  }),
})

const changeErrors = [RowNotFoundError, DuplicateLeadError, LeadChangedError, InvalidInputError]

builder.mutationFields((t) => ({
  updateLead: t.field({
    authScopes: { scope: 'WRITE' },
    type: UpdateLeadPayload,
    description:
      'Changes values of a person. Values that identify the person are used for matching from now on; a value that identifies another person of the list is refused with `DuplicateLeadError`. A new employer is linked to its company row.',
    args: { input: t.arg({ type: UpdateLeadInput, required: true, description: 'The person and the changes.' }) },
    errors: { types: changeErrors },
    resolve: async (_root, { input }, context) => ({
      id: await updateLead(context.pool, viewerOf(context).userId, input),
    }),
  }),
  updateCompany: t.field({
    authScopes: { scope: 'WRITE' },
    type: UpdateCompanyPayload,
    description:
      'Changes values of a company; otherwise like `updateLead`. The people who are linked to it stay linked.',
    args: { input: t.arg({ type: UpdateCompanyInput, required: true, description: 'The company and the changes.' }) },
    errors: { types: changeErrors },
    resolve: async (_root, { input }, context) => ({
      id: await updateCompany(context.pool, viewerOf(context).userId, input),
    }),
  }),
  mergeLeads: t.field({
    authScopes: { scope: 'WRITE' },
    type: MergeLeadsPayload,
    description:
      'Merges people of a list into one, such as those of `List.possibleDuplicates`. The others, the oldest first, fill empty fields of the row that is kept, and are deleted. Their e-mail addresses are kept in the custom field “Other emails”; other values that differ are lost. Nothing is charged or refunded.',
    args: { input: t.arg({ type: MergeLeadsInput, required: true, description: 'The people to merge.' }) },
    errors: { types: [RowNotFoundError, InvalidInputError] },
    resolve: async (_root, { input }, context) => ({
      id: await mergeLeads(context.pool, viewerOf(context).userId, input),
    }),
  }),
}))
