import type { InputFieldBuilder } from '@pothos/core'
import { InsufficientCreditsError } from '../../credits/errors.ts'
import type { ImportRun } from '../../db/generated/client.ts'
import { InvalidInputError } from '../../errors.ts'
import { builder } from '../../graphql/builder.ts'
import { type Context, viewerOf } from '../../graphql/context.ts'
import { ListAccessError } from '../../lists/errors.ts'
import {
  StorageFullError,
  UnreadableFileError,
  UploadNotFoundError,
  UploadQuotaExceededError,
} from '../../uploads/errors.ts'
import { IdempotencyConflictError, InvalidMappingError, RunNotFoundError } from '../errors.ts'
import { VerdictRef } from '../outcomes/outcome.schema.ts'
import { ImportCountsRef } from '../run/counts.schema.ts'
import { DataTypeRef, ImportRunRef } from '../run/run.schema.ts'
import { CompanyMappingInput, PersonMappingInput } from './mapping.schema.ts'
import { matchingFields } from './matching.schema.ts'
import { startImportIntoList, startListImport } from './start-import.ts'

type InputFields = InputFieldBuilder<typeof builder.$inferSchemaTypes, 'InputObject'>

/** Returns the input fields that say what the rows of a file are and how to import them. */
export function leadFields(t: InputFields) {
  return {
    dataType: t.field({
      type: DataTypeRef,
      required: true,
      description: 'What the rows are. The matching mapping is required.',
    }),
    personMapping: t.field({ type: PersonMappingInput, description: 'Columns for people; required for PEOPLE.' }),
    companyMapping: t.field({
      type: CompanyMappingInput,
      description:
        'Columns for companies; required for COMPANIES. With PEOPLE, it adds to the company of each person, and takes precedence if both have a value.',
    }),
    skipExistingCustomers: t.boolean({
      defaultValue: true,
      description: 'Skip rows of blocked companies, and leads already in another of your lists.',
    }),
    ...matchingFields(t),
  }
}

/** Returns the input field `waitSeconds`. */
export function waitField(t: InputFields) {
  return t.int({ defaultValue: 0, description: 'Seconds to wait for the final counts (0–30).' })
}

function fileFields(t: InputFields) {
  return {
    ...leadFields(t),
    csvText: t.string({
      description: 'The file as text, with its header, up to 25 MB. Give either this or `uploadId`.',
    }),
    uploadId: t.id({ description: 'An upload from `previewImport` or `PUT /uploads`. Give either this or `csvText`.' }),
    idempotencyKey: t.string({
      description:
        'Text of up to 255 characters, unique for each import. Repeating the call within 24 hours returns the first run. Keys of different mutations are independent.',
    }),
    waitSeconds: waitField(t),
  }
}

const CreateListWithImportInput = builder.inputType('CreateListWithImportInput', {
  description: 'A new list and the file to import into it.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'Name of the list: not blank, at most 200 characters.' }),
    ...fileFields(t),
  }),
})

const RowCorrectionInput = builder.inputType('RowCorrectionInput', {
  description: 'New cells for a skipped row.',
  fields: (t) => ({
    rowNumber: t.int({ required: true, description: 'Row number in the file, as in the outcome.' }),
    cells: t.stringList({
      required: true,
      description: 'All cells of the row, in the order of the run’s `columns`. They replace the original ones.',
    }),
  }),
})

const ImportIntoListInput = builder.inputType('ImportIntoListInput', {
  description: 'One of your lists, and the file or the outcomes of a run to import into it.',
  fields: (t) => ({
    listId: t.id({ description: 'Id of the list; required for a file. Default: the list of `fromRunId`.' }),
    ...fileFields(t),
    dataType: t.field({
      type: DataTypeRef,
      description: 'What the rows of the file are. The matching mapping is required. Ignored with `fromRunId`.',
    }),
    fromRunId: t.id({
      description:
        'A run whose skipped rows are imported again, in place of a file: with its mapping, unless you give another one.',
    }),
    verdicts: t.field({
      type: [VerdictRef],
      description:
        'The rows of `fromRunId` to import. Default: UNAFFORDABLE, MERGED with `asNew`, or INVALID with `corrections`.',
    }),
    rowNumbers: t.intList({ description: 'Only these rows of `fromRunId`, at most 500.' }),
    corrections: t.field({
      type: [RowCorrectionInput],
      description: 'Corrected rows of `fromRunId`, at most 500. Without `rowNumbers`, only these rows are imported.',
    }),
    asNew: t.boolean({
      description:
        'With `fromRunId`: imports the rows as new leads, whatever they match, to correct a wrong merge. Values that identify another row of the list are kept as custom fields.',
    }),
  }),
})

function startedRun(name: string, listId: string) {
  return builder.objectRef<ImportRun>(name).implement({
    description: 'The started run, with its current counts.',
    fields: (t) => ({
      listId: t.exposeID('targetListId', { description: listId }),
      runId: t.exposeID('id', { description: 'Id of the run, for `importProgress`.' }),
      dataType: t.expose('dataType', { type: DataTypeRef, description: 'What the rows are.' }),
      counts: t.field({ type: ImportCountsRef, description: 'Counts of the rows so far.', resolve: (run) => run }),
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
  UploadQuotaExceededError,
  StorageFullError,
  InvalidMappingError,
  InsufficientCreditsError,
  IdempotencyConflictError,
]

builder.mutationFields((t) => ({
  createListWithImport: t.field({
    authScopes: { scope: 'IMPORT' },
    type: CreateListWithImportPayload,
    description:
      'Creates a list and starts importing a file into it. Credits for all rows, or as many as are available, are reserved now; each new row costs one, and the rest is released at the end. Returns immediately unless `waitSeconds` is set; follow `importProgress(runId)`.',
    args: { input: t.arg({ type: CreateListWithImportInput, required: true, description: 'The list and the file.' }) },
    errors: { types: refusals },
    resolve: async (_root, { input }, context) =>
      await awaited(context, input, await startListImport(context, viewerOf(context).userId, input)),
  }),
  importIntoList: t.field({
    authScopes: { scope: 'IMPORT' },
    type: ImportIntoListPayload,
    description:
      'Starts importing a file, or skipped rows of an earlier run, into an existing list; otherwise like `createListWithImport`. Rows already in the list are merged, which costs nothing: they fill empty fields, or do as `onMatch` says. `run.counts.updated` counts those that changed a value.',
    args: { input: t.arg({ type: ImportIntoListInput, required: true, description: 'The list and the file.' }) },
    errors: { types: [ListAccessError, RunNotFoundError, ...refusals] },
    resolve: async (_root, { input }, context) =>
      await awaited(context, input, await startImportIntoList(context, viewerOf(context).userId, input)),
  }),
}))

/** Resolves with the run when it has ended, or after `waitSeconds`. */
export function awaited(
  context: Context,
  { waitSeconds }: { waitSeconds?: number | null | undefined },
  run: ImportRun,
): Promise<ImportRun> {
  return context.progress.waitUntilOver(run, (waitSeconds ?? 0) * 1_000)
}
