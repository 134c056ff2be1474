import type { FileUpload } from 'graphql-upload/processRequest.mjs'
import { InvalidInputError } from '../../errors.ts'
import { builder } from '../../graphql/builder.ts'
import { viewerOf } from '../../graphql/context.ts'
import { ListAccessError } from '../../lists/errors.ts'
import { renderCsv } from '../../uploads/chunks.ts'
import {
  fileTooLarge,
  StorageFullError,
  UnreadableFileError,
  UploadNotFoundError,
  UploadQuotaExceededError,
} from '../../uploads/errors.ts'
import { findUpload } from '../../uploads/stage.ts'
import { InvalidMappingError } from '../errors.ts'
import { DataTypeRef } from '../run/run.schema.ts'
import { forgetMapping } from '../saved-mappings/saved-mappings.ts'
import { CompanyMappingRef, PersonMappingRef } from '../start/mapping.schema.ts'
import { type Preview, previewImport, previewRowsOf } from './preview.ts'
import { ImportSimulationRef, SimulateImportInput } from './simulate.schema.ts'

const Confidence = builder.enumType('Confidence', {
  description: 'How certain a suggestion is.',
  values: {
    HIGH: { description: 'Column names and values agree.' },
    MEDIUM: { description: 'Check it before you import.' },
    LOW: { description: 'Low confidence: check the type and the mapping.' },
  },
})

const PreviewImportInput = builder.inputType('PreviewImportInput', {
  description: 'The file: exactly one of `file`, `csvText` and `uploadId`.',
  fields: (t) => ({
    file: t.field({
      type: 'File',
      description:
        'A .csv, .tsv, .txt, .xlsx, .xls, .xlsb or .ods file, gzipped or not, sent as the GraphQL multipart request specification defines. The format is detected from the content, not from the file name.',
    }),
    csvText: t.string({
      description:
        'The content of a CSV file as text, header included; for more than 25 MB, send a `file` or use `PUT /uploads`.',
    }),
    uploadId: t.id({ description: 'An upload from an earlier preview or from `PUT /uploads` that has not expired.' }),
    sheet: t.string({
      description:
        'Name of a sheet of the workbook, one of `sheets`. Default: the first visible sheet that has rows, or the first table after a cover of a title and notes. If it is not the sheet of `uploadId`, the payload has a new `uploadId`.',
    }),
    simulate: t.field({
      type: SimulateImportInput,
      description: 'Settings of the import to simulate; the result is in `simulation`.',
    }),
  }),
})

const SavedMappingRef = builder.objectRef<{ usedAt: Date }>('SavedMapping').implement({
  description: 'The mapping of an earlier import, which is suggested again.',
  fields: (t) => ({
    usedAt: t.expose('usedAt', { type: 'DateTime', description: 'When an import last used it.' }),
  }),
})

const PreviewImportPayload = builder.objectRef<Preview>('PreviewImportPayload').implement({
  description:
    'Contents of the file and suggestions for its import. Show them, let the user correct the type and the mapping, and start the import with `uploadId`.',
  fields: (t) => ({
    uploadId: t.id({
      description:
        'The staged file, for `createListWithImport` and `importIntoList`. Can be used any number of times until it expires (after 24 hours by default).',
      resolve: ({ upload }) => upload.id,
    }),
    fileName: t.string({
      nullable: true,
      description: 'Name of the file; null for text.',
      resolve: ({ upload }) => upload.fileName,
    }),
    columns: t.stringList({
      description: 'Column names in the order of the file: trimmed and unique; blank ones are named by position.',
      resolve: ({ upload }) => upload.columns,
    }),
    sheets: t.stringList({
      description: 'Names of all sheets of a workbook in tab order, hidden ones included. Empty for text.',
      resolve: ({ upload }) => upload.sheets,
    }),
    sheet: t.string({
      nullable: true,
      description: 'The sheet that was read; null for text. If the workbook has others, a warning names them.',
      resolve: ({ upload }) => upload.sheet,
    }),
    delimiter: t.string({
      nullable: true,
      description:
        'Cell delimiter: a comma, semicolon, tab or vertical bar, rarely a full-width comma or semicolon. Null for a workbook.',
      resolve: ({ upload }) => upload.delimiter,
    }),
    encoding: t.string({
      nullable: true,
      description: 'Character encoding of the file, such as `utf-8`; null for a workbook.',
      resolve: ({ upload }) => upload.encoding,
    }),
    headerLine: t.int({
      description:
        'Line of the file, or row of the sheet, that holds the header, from 1. 0 if there is no header and columns are named by position.',
      resolve: ({ upload }) => upload.headerLine,
    }),
    dataType: t.field({
      type: DataTypeRef,
      description: 'Suggested type of the rows. Both mappings are suggested, so you can choose the other type.',
      resolve: ({ suggestion }) => suggestion.dataType,
    }),
    confidence: t.field({
      type: Confidence,
      description: 'Confidence in the type and the mapping.',
      resolve: ({ suggestion }) => suggestion.confidence,
    }),
    reasoning: t.string({
      description: 'Reason for the suggestion, as a sentence to show to the user.',
      resolve: ({ suggestion }) => suggestion.reasoning,
    }),
    savedMapping: t.field({
      type: SavedMappingRef,
      nullable: true,
      description:
        'Set if the suggestion is the mapping of your last import with the same column names; `forgetMapping` drops it.',
      resolve: ({ suggestion }) => suggestion.savedMapping,
    }),
    personMapping: t.field({
      type: PersonMappingRef,
      description: 'Suggested columns for people.',
      resolve: ({ suggestion }) => suggestion.personMapping,
    }),
    companyMapping: t.field({
      type: CompanyMappingRef,
      description: 'Suggested columns for companies.',
      resolve: ({ suggestion }) => suggestion.companyMapping,
    }),
    previewRows: t.field({
      type: t.listRef(t.listRef('String')),
      description:
        'The first 20 rows as text cells, in the order of `columns`. Cells are truncated to 1,000 characters.',
      resolve: ({ upload }) => previewRowsOf(upload),
    }),
    totalRows: t.int({
      description: 'Number of rows: importing all of them costs at most as many credits.',
      resolve: ({ upload }) => upload.totalRows,
    }),
    csvText: t.string({
      nullable: true,
      description:
        'The whole file as normalized CSV (commas, UTF-8, LF). Built only when selected; prefer `uploadId`. Fails with code PAYLOAD_TOO_LARGE above 25 MB.',
      resolve: ({ upload }, _args, { pool }) => renderCsv(pool, upload),
    }),
    warnings: t.stringList({
      description: 'Problems found in the file, and how they were handled.',
      resolve: ({ upload, suggestion }) => [...upload.warnings, ...suggestion.warnings],
    }),
    simulation: t.field({
      type: ImportSimulationRef,
      nullable: true,
      description: 'What the import would do. Null unless the input has `simulate`.',
      resolve: ({ simulation }) => simulation,
    }),
  }),
})

builder.mutationField('previewImport', (t) =>
  t.field({
    authScopes: { scope: 'IMPORT' },
    type: PreviewImportPayload,
    description:
      'Reads and stages a file, and suggests its type and mapping. No list is created and nothing is charged. This is the first of the two calls of an import; `createListWithImport` or `importIntoList` is the second.',
    args: { input: t.arg({ type: PreviewImportInput, required: true, description: 'The file.' }) },
    errors: {
      types: [
        InvalidInputError,
        UnreadableFileError,
        UploadNotFoundError,
        UploadQuotaExceededError,
        StorageFullError,
        InvalidMappingError,
        ListAccessError,
      ],
    },
    resolve: async (_root, { input }, context) => {
      const file = await input.file
      return await previewImport(context, viewerOf(context).userId, {
        ...input,
        file: file ? { fileName: file.filename, content: bytesOf(file, context.config.maxUploadBytes) } : null,
      })
    },
  }),
)

/** The limit of a form is slightly above that of a file, and may be reached first. */
async function* bytesOf(file: FileUpload, maxBytes: number): AsyncGenerator<Uint8Array> {
  try {
    yield* file.createReadStream()
  } catch (error) {
    const isCut = error instanceof Error && 'status' in error && error.status === 413
    throw isCut ? fileTooLarge(maxBytes) : error
  }
}

const ForgetMappingInput = builder.inputType('ForgetMappingInput', {
  description: 'The columns whose mapping to forget.',
  fields: (t) => ({ uploadId: t.id({ required: true, description: 'An upload that has these columns.' }) }),
})

const ForgetMappingPayload = builder.objectRef<{ forgotten: boolean }>('ForgetMappingPayload').implement({
  description: 'Whether a mapping was forgotten.',
  fields: (t) => ({
    forgotten: t.exposeBoolean('forgotten', { description: 'False if none was saved for these columns.' }),
  }),
})

builder.mutationField('forgetMapping', (t) =>
  t.field({
    authScopes: { scope: 'IMPORT' },
    type: ForgetMappingPayload,
    description:
      'Forgets the mapping that was saved for the column names of an upload, so that a preview suggests one from names and values again.',
    args: { input: t.arg({ type: ForgetMappingInput, required: true, description: 'The columns.' }) },
    errors: { types: [UploadNotFoundError] },
    resolve: async (_root, { input: { uploadId } }, context) => {
      const ownerId = viewerOf(context).userId
      const upload = await findUpload(context.prisma, ownerId, uploadId)
      return { forgotten: await forgetMapping(context.pool, ownerId, upload) }
    },
  }),
)
