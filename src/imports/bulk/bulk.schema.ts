import type { InputFieldBuilder } from '@pothos/core'
import type { ImportRun } from '../../db/generated/client.ts'
import { InvalidInputError } from '../../errors.ts'
import { readWholeList } from '../../graphql/bounded-read.ts'
import { builder } from '../../graphql/builder.ts'
import { type Context, viewerOf } from '../../graphql/context.ts'
import { ListAccessError } from '../../lists/errors.ts'
import { CompanyFilterRef, RowFilterRef } from '../../lists/filters.schema.ts'
import { RowNotFoundError } from '../edit/errors.ts'
import { ImportRunRef } from '../run/run.schema.ts'
import { type BulkDeps, type Deletion, deleteRows, startTransfer } from './start-bulk.ts'

type InputFields = InputFieldBuilder<typeof builder.$inferSchemaTypes, 'InputObject'>

function personFields(t: InputFields) {
  return {
    rowIds: t.idList({ description: 'Ids of the rows, at most 1,000. Give either this or `filter`.' }),
    filter: t.field({
      type: RowFilterRef,
      description: 'Selects the people; `{}` selects all of the list. Give either this or `rowIds`.',
    }),
  }
}

function transferInput(name: string, verb: string) {
  return builder.inputType(name, {
    description: `The people to ${verb}, and the lists.`,
    fields: (t) => ({
      fromListId: t.id({ required: true, description: 'Id of the list that the people are in.' }),
      toListId: t.id({ required: true, description: 'Id of another list of yours.' }),
      ...personFields(t),
    }),
  })
}

const CopyLeadsInput = transferInput('CopyLeadsInput', 'copy')
const MoveLeadsInput = transferInput('MoveLeadsInput', 'move')

const dryRunField = (t: InputFields) =>
  t.boolean({ defaultValue: false, description: 'Only count the rows; delete nothing.' })

const DeleteLeadsInput = builder.inputType('DeleteLeadsInput', {
  description: 'People of a list to delete.',
  fields: (t) => ({
    listId: t.id({ required: true, description: 'Id of the list.' }),
    ...personFields(t),
    dryRun: dryRunField(t),
  }),
})

const DeleteCompaniesInput = builder.inputType('DeleteCompaniesInput', {
  description: 'Companies of a list to delete.',
  fields: (t) => ({
    listId: t.id({ required: true, description: 'Id of the list.' }),
    companyIds: t.idList({ description: 'Ids of the company rows, at most 1,000. Give either this or `filter`.' }),
    filter: t.field({
      type: CompanyFilterRef,
      description: 'Selects the companies; `{}` selects all of the list. Give either this or `companyIds`.',
    }),
    dryRun: dryRunField(t),
  }),
})

function startedRun(name: string) {
  return builder.objectRef<ImportRun>(name).implement({
    description: 'The started run.',
    fields: (t) => ({
      runId: t.exposeID('id', { description: 'Id of the run, for `importProgress`.' }),
      run: t.field({ type: ImportRunRef, description: 'The run.', resolve: (run) => run }),
    }),
  })
}

const CopyLeadsPayload = startedRun('CopyLeadsPayload')
const MoveLeadsPayload = startedRun('MoveLeadsPayload')

function deletedRows(name: string) {
  return builder.objectRef<Deletion>(name).implement({
    description: 'How many rows were deleted, or the run that deletes them.',
    fields: (t) => ({
      deleted: t.exposeInt('deleted', {
        description:
          'Number of deleted rows; with `dryRun`, of the rows that would be deleted. 0 if a run deletes them.',
      }),
      runId: t.exposeID('runId', {
        nullable: true,
        description:
          'Id of the run that deletes more than 1,000 rows, for `importProgress`; its `counts.deleted` is their number. Null otherwise.',
      }),
    }),
  })
}

const DeleteLeadsPayload = deletedRows('DeleteLeadsPayload')
const DeleteCompaniesPayload = deletedRows('DeleteCompaniesPayload')

const refusals = [ListAccessError, RowNotFoundError, InvalidInputError]

function depsOf(context: Context): BulkDeps {
  const { pool, prisma } = context
  return { pool, prisma, readList: (read) => readWholeList(context, read) }
}

builder.mutationFields((t) => ({
  copyLeads: t.field({
    authScopes: { scope: 'WRITE' },
    type: CopyLeadsPayload,
    description:
      'Copies people to another of your lists, with their companies, in a run of kind BULK. People who match someone there are merged, as in an import; other lists don’t matter. A filter selects who matches at the call: rows that are added, edited or moved into the list meanwhile are left out. Free. Copies get new ids; `run.counts.copied` is their number.',
    args: { input: t.arg({ type: CopyLeadsInput, required: true, description: 'The people and the lists.' }) },
    errors: { types: refusals },
    resolve: (_root, { input: { rowIds, ...input } }, context) =>
      startTransfer(depsOf(context), viewerOf(context).userId, 'COPY', { ...input, ids: rowIds }),
  }),
  moveLeads: t.field({
    authScopes: { scope: 'WRITE' },
    type: MoveLeadsPayload,
    description:
      'Moves people to another of your lists, in a run of kind BULK. People who match someone there are merged, as in an import. A filter selects who matches at the call: rows that are added, edited or moved into the list meanwhile are left out. Free. Moved rows keep their id and the run that added them; their companies are found or created in the new list and stay in the old one.',
    args: { input: t.arg({ type: MoveLeadsInput, required: true, description: 'The people and the lists.' }) },
    errors: { types: refusals },
    resolve: (_root, { input: { rowIds, ...input } }, context) =>
      startTransfer(depsOf(context), viewerOf(context).userId, 'MOVE', { ...input, ids: rowIds }),
  }),
  deleteLeads: t.field({
    authScopes: { scope: 'WRITE' },
    type: DeleteLeadsPayload,
    description:
      'Permanently deletes people from a list: up to 1,000 at once, more in a run of kind BULK, which spares rows that are changed or moved there meanwhile. Their companies stay, and nothing is refunded.',
    args: { input: t.arg({ type: DeleteLeadsInput, required: true, description: 'The people to delete.' }) },
    errors: { types: refusals },
    resolve: (_root, { input: { rowIds, ...input } }, context) =>
      deleteRows(depsOf(context), viewerOf(context).userId, { ...input, ids: rowIds, idsField: 'rowIds' }),
  }),
  deleteCompanies: t.field({
    authScopes: { scope: 'WRITE' },
    type: DeleteCompaniesPayload,
    description:
      'Permanently deletes companies from a list: up to 1,000 at once, more in a run of kind BULK, which spares rows that are changed or moved there meanwhile. The people who work there stay, without a company row, and nothing is refunded.',
    args: { input: t.arg({ type: DeleteCompaniesInput, required: true, description: 'The companies to delete.' }) },
    errors: { types: refusals },
    resolve: (_root, { input: { companyIds, ...input } }, context) =>
      deleteRows(depsOf(context), viewerOf(context).userId, { ...input, ids: companyIds, idsField: 'companyIds' }),
  }),
}))
