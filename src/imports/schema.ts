import './preview.schema.ts'
import { GraphQLError } from 'graphql'
import { InsufficientCreditsError } from '../credits/errors.ts'
import type { ImportRun } from '../db/generated/client.ts'
import { parseUuid } from '../db/ids.ts'
import { InvalidInputError } from '../errors.ts'
import { builder } from '../graphql/builder.ts'
import { type Context, viewerOf } from '../graphql/context.ts'
import { ErrorInterface } from '../graphql/errors.ts'
import { ListAccessError } from '../lists/errors.ts'
import { UnreadableFileError, UploadNotFoundError } from '../uploads/errors.ts'
import { cancelRun, deleteListWithRuns } from './cancel.ts'
import { IdempotencyConflictError, InvalidMappingError, RunNotCancellableError, RunNotFoundError } from './errors.ts'
import { CompanyMappingInput, PersonMappingInput } from './mapping.schema.ts'
import type { RunStream } from './progress.ts'
import { DataTypeRef, ImportRunRef } from './run.schema.ts'
import { startListImport } from './start.ts'

builder.objectType(UnreadableFileError, {
  name: 'UnreadableFileError',
  description: 'No rows could be read from the file. Nothing was stored.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    line: t.exposeInt('line', {
      nullable: true,
      description: 'Line of the file that shows it, from 1; null where no single one does.',
    }),
  }),
})

builder.objectType(UploadNotFoundError, {
  name: 'UploadNotFoundError',
  description:
    'The upload does not exist, has expired or is not yours; the answer is the same for all. Preview the file again.',
  interfaces: [ErrorInterface],
})

builder.objectType(InvalidMappingError, {
  name: 'InvalidMappingError',
  description: 'The mapping is absent, names a column that the file lacks, or maps nothing that identifies a lead.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    field: t.exposeString('field', { nullable: true, description: 'The field at fault; null for an absent mapping.' }),
    column: t.exposeString('column', {
      nullable: true,
      description: 'The column that the file does not have; null where none is named.',
    }),
  }),
})

builder.objectType(RunNotFoundError, {
  name: 'RunNotFoundError',
  description: 'The run does not exist or is not yours; the answer is the same for both.',
  interfaces: [ErrorInterface],
})

builder.objectType(RunNotCancellableError, {
  name: 'RunNotCancellableError',
  description: 'The run ended by itself before it was cancelled.',
  interfaces: [ErrorInterface],
})

builder.objectType(IdempotencyConflictError, {
  name: 'IdempotencyConflictError',
  description:
    'The key was used within 24 hours with another input. Use a key per import, and the same one only to repeat a call.',
  interfaces: [ErrorInterface],
})

const CreateListWithImportInput = builder.inputType('CreateListWithImportInput', {
  description: 'A new list and the file that fills it.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'Name of the list: not blank, 200 characters at most.' }),
    dataType: t.field({
      type: DataTypeRef,
      required: true,
      description: 'What the rows are. Its mapping has to be there.',
    }),
    csvText: t.string({ description: 'The file as text, header included. Either this or `uploadId`.' }),
    uploadId: t.id({ description: 'The file as `previewImport` staged it. Either this or `csvText`.' }),
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
    idempotencyKey: t.string({
      description:
        'Any text of up to 255 characters, new for each import. Repeating a call with it within 24 hours answers the first run and starts nothing.',
    }),
    waitSeconds: t.int({
      required: true,
      defaultValue: 0,
      description: 'Wait up to so many seconds (0 to 30) for the end, so that one call answers the final counts.',
    }),
  }),
})

const CreateListWithImportPayload = builder.objectRef<ImportRun>('CreateListWithImportPayload').implement({
  description: 'The run that was started, with its counts as they are at this moment.',
  fields: (t) => ({
    listId: t.exposeID('targetListId', { description: 'Id of the new list.' }),
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

const CancelImportInput = builder.inputType('CancelImportInput', {
  description: 'Which run.',
  fields: (t) => ({ runId: t.id({ required: true, description: 'Id of the run.' }) }),
})

const CancelImportPayload = builder.objectRef<ImportRun>('CancelImportPayload').implement({
  description: 'The run, cancelled.',
  fields: (t) => ({ run: t.field({ type: ImportRunRef, description: 'The run.', resolve: (run) => run }) }),
})

const DeleteListInput = builder.inputType('DeleteListInput', {
  description: 'Which list.',
  fields: (t) => ({ listId: t.id({ required: true, description: 'Id of the list.' }) }),
})

const DeleteListPayload = builder.objectRef<{ listId: string }>('DeleteListPayload').implement({
  description: 'The list is gone.',
  fields: (t) => ({ listId: t.exposeID('listId', { description: 'Id of the list, for your cache.' }) }),
})

builder.mutationFields((t) => ({
  createListWithImport: t.field({
    type: CreateListWithImportPayload,
    description:
      'Makes a list and starts importing a file into it. Credits for all rows, or as many as you have, are reserved now, one is spent for each new row, and the rest is given back at the end. Answers at once unless `waitSeconds` says otherwise; follow `importProgress(runId)`.',
    args: { input: t.arg({ type: CreateListWithImportInput, required: true, description: 'The list and the file.' }) },
    errors: {
      types: [
        InvalidInputError,
        UnreadableFileError,
        UploadNotFoundError,
        InvalidMappingError,
        InsufficientCreditsError,
        IdempotencyConflictError,
      ],
    },
    resolve: async (_root, { input }, context) => {
      const run = await startListImport(context, viewerOf(context).userId, input)
      return await context.progress.waitUntilOver(run, input.waitSeconds * 1_000)
    },
  }),
  cancelImport: t.field({
    type: CancelImportPayload,
    description:
      'Ends a run that is QUEUED, RUNNING or PAUSED at once and gives its unused credits back. Rows that landed stay and stay paid. Cancelling twice answers the same.',
    args: { input: t.arg({ type: CancelImportInput, required: true, description: 'Which run.' }) },
    errors: { types: [RunNotFoundError, RunNotCancellableError] },
    resolve: async (_root, { input }, context) => {
      const id = await cancelRun(context.pool, viewerOf(context).userId, input.runId)
      return await context.prisma.importRun.findUniqueOrThrow({ where: { id } })
    },
  }),
  deleteList: t.field({
    type: DeleteListPayload,
    description:
      'Deletes a list with its rows and companies for good. Runs into it are cancelled first; their history stays.',
    args: { input: t.arg({ type: DeleteListInput, required: true, description: 'Which list.' }) },
    errors: { types: [ListAccessError] },
    resolve: async (_root, { input }, context) => {
      await deleteListWithRuns(context.pool, viewerOf(context).userId, input.listId)
      return input
    },
  }),
}))

builder.subscriptionFields((t) => ({
  importProgress: t.field({
    type: ImportRunRef,
    description:
      'A run as it is now, at once, and then each change, ten a second at most and the last one always; completes after the end. Each event is the whole run, so a lost one costs nothing and a client that reconnects is up to date with the first.',
    args: {
      runId: t.arg.id({
        required: true,
        description: 'Id of the run. One that is not yours is an error with code RUN_NOT_FOUND.',
      }),
    },
    subscribe: (_root, { runId }, context) => watchRun(context, runId),
    resolve: (run: ImportRun) => run,
  }),
  importActivity: t.field({
    type: ImportRunRef,
    description: 'All your runs that are not over, and then every change of any of your runs. Does not complete.',
    subscribe: (_root, _args, context) => context.progress.watchOwner(viewerOf(context).userId),
    resolve: (run: ImportRun) => run,
  }),
}))

async function watchRun(context: Context, id: string): Promise<RunStream> {
  try {
    const runId = parseUuid(id)
    if (runId === null) throw new RunNotFoundError()
    return await context.progress.watchRun(viewerOf(context).userId, runId)
  } catch (error) {
    if (!(error instanceof RunNotFoundError)) throw error
    throw new GraphQLError(error.message, { extensions: { code: error.code } })
  }
}
