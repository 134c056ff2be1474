import type { InputFieldBuilder } from '@pothos/core'
import { InsufficientCreditsError } from '../../credits/errors.ts'
import type { ImportRun } from '../../db/generated/client.ts'
import { InvalidInputError } from '../../errors.ts'
import { builder } from '../../graphql/builder.ts'
import { type Context, viewerOf } from '../../graphql/context.ts'
import { ListAccessError } from '../../lists/errors.ts'
import { UnreadableFileError, UploadNotFoundError } from '../../uploads/errors.ts'
import { IdempotencyConflictError, InvalidMappingError } from '../errors.ts'
import { DataTypeRef, ImportRunRef } from '../run/run.schema.ts'
import { CompanyMappingInput, PersonMappingInput } from './mapping.schema.ts'
import { startImportIntoList, startListImport } from './start-import.ts'

type InputFields = InputFieldBuilder<typeof builder.$inferSchemaTypes, 'InputObject'>

/** The fields of an input that say what the rows of a file are and how they are taken. */
export function leadFields(t: InputFields) {
  return {
    dataType: t.field({
      type: DataTypeRef,
      required: true,
      description: 'What the rows are. Its mapping has to be there.',
    }),
    personMapping: t.field({ type: PersonMappingInput, description: 'Columns for people; required for PEOPLE.' }),
    companyMapping: t.field({
      type: CompanyMappingInput,
      description:
        'Columns for companies; required for COMPANIES. With PEOPLE it adds to the company of each person, and wins where both name a value.',
    }),
    skipExistingCustomers: t.boolean({
      required: true,
      defaultValue: true,
      description: 'Skip rows of blocked companies, and rows that another of your lists has.',
    }),
  }
}

function fileFields(t: InputFields) {
  return {
    ...leadFields(t),
    csvText: t.string({ description: 'The file as text, header included. Either this or `uploadId`.' }),
    uploadId: t.id({ description: 'The file as `previewImport` staged it. Either this or `csvText`.' }),
    idempotencyKey: t.string({
      description:
        'Any text of up to 255 characters, new for each import. Repeating a call with it within 24 hours answers the first run and starts nothing. The same key may be used once with each mutation.',
    }),
    waitSeconds: t.int({
      required: true,
      defaultValue: 0,
      description: 'Wait up to so many seconds (0 to 30) for the end, so that one call answers the final counts.',
    }),
  }
}

const CreateListWithImportInput = builder.inputType('CreateListWithImportInput', {
  description: 'A new list and the file that fills it.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'Name of the list: not blank, 200 characters at most.' }),
    ...fileFields(t),
  }),
})

const ImportIntoListInput = builder.inputType('ImportIntoListInput', {
  description: 'A list of yours and the file that adds to it.',
  fields: (t) => ({
    listId: t.id({ required: true, description: 'Id of the list.' }),
    ...fileFields(t),
  }),
})

function startedRun(name: string, listId: string) {
  return builder.objectRef<ImportRun>(name).implement({
    description: 'The run that was started, with its counts as they are at this moment.',
    fields: (t) => ({
      listId: t.exposeID('targetListId', { description: listId }),
      runId: t.exposeID('id', { description: 'Id of the run, for `importProgress`.' }),
      dataType: t.expose('dataType', { type: DataTypeRef, description: 'What the rows are.' }),
      total: t.exposeInt('total', { nullable: true, description: 'Rows of the file.' }),
      imported: t.exposeInt('imported', { description: 'New rows so far, one credit each.' }),
      merged: t.exposeInt('merged', { description: 'Rows merged into others so far.' }),
      blocked: t.exposeInt('blocked', { description: 'Rows of blocked companies so far.' }),
      crossListSkipped: t.exposeInt('crossListSkipped', { description: 'Rows of other lists so far.' }),
      invalid: t.exposeInt('invalid', { description: 'Invalid rows so far.' }),
      unaffordable: t.exposeInt('unaffordable', { description: 'Rows without a credit so far.' }),
      companiesCreated: t.exposeInt('companiesCreated', { description: 'Companies made from people so far.' }),
      wasCapped: t.exposeBoolean('wasCapped', { description: 'Whether credits ran out.' }),
      run: t.field({ type: ImportRunRef, description: 'The run.', resolve: (run) => run }),
    }),
  })
}

const CreateListWithImportPayload = startedRun('CreateListWithImportPayload', 'Id of the new list.')
const ImportIntoListPayload = startedRun('ImportIntoListPayload', 'Id of the list.')

const refusals = [
  InvalidInputError,
  UnreadableFileError,
  UploadNotFoundError,
  InvalidMappingError,
  InsufficientCreditsError,
  IdempotencyConflictError,
]

builder.mutationFields((t) => ({
  createListWithImport: t.field({
    type: CreateListWithImportPayload,
    description:
      'Makes a list and starts importing a file into it. Credits for all rows, or as many as you have, are reserved now, one is spent for each new row, and the rest is given back at the end. Answers at once unless `waitSeconds` says otherwise; follow `importProgress(runId)`.',
    args: { input: t.arg({ type: CreateListWithImportInput, required: true, description: 'The list and the file.' }) },
    errors: { types: refusals },
    resolve: async (_root, { input }, context) =>
      await awaited(context, input, await startListImport(context, viewerOf(context).userId, input)),
  }),
  importIntoList: t.field({
    type: ImportIntoListPayload,
    description:
      'Starts importing a file into a list that is there already, as `createListWithImport` does into a new one. Rows that the list has are merged: they fill empty fields, overwrite nothing, and cost nothing; `run.counts.updated` says how many of them added something.',
    args: { input: t.arg({ type: ImportIntoListInput, required: true, description: 'The list and the file.' }) },
    errors: { types: [ListAccessError, ...refusals] },
    resolve: async (_root, { input }, context) =>
      await awaited(context, input, await startImportIntoList(context, viewerOf(context).userId, input)),
  }),
}))

/** The run as it is when it has ended or the caller's patience has. */
function awaited(context: Context, { waitSeconds }: { waitSeconds: number }, run: ImportRun): Promise<ImportRun> {
  return context.progress.waitUntilOver(run, waitSeconds * 1_000)
}
