import type { FileUpload } from 'graphql-upload/processRequest.mjs'
import { InvalidInputError } from '../../errors.ts'
import { builder } from '../../graphql/builder.ts'
import { viewerOf } from '../../graphql/context.ts'
import { ListAccessError } from '../../lists/errors.ts'
import { renderCsv } from '../../uploads/chunks.ts'
import { fileTooLarge, UnreadableFileError, UploadNotFoundError } from '../../uploads/errors.ts'
import { InvalidMappingError } from '../errors.ts'
import { DataTypeRef } from '../run/run.schema.ts'
import { CompanyMappingRef, PersonMappingRef } from '../start/mapping.schema.ts'
import { type Preview, previewImport, previewRowsOf } from './preview.ts'
import { ImportSimulationRef, SimulateImportInput } from './simulate.schema.ts'

const Confidence = builder.enumType('Confidence', {
  description: 'How sure a suggestion is.',
  values: {
    HIGH: { description: 'Names and values of the columns agree.' },
    MEDIUM: { description: 'Look at it before you import.' },
    LOW: { description: 'A guess: set the type and the mapping yourself.' },
  },
})

const PreviewImportInput = builder.inputType('PreviewImportInput', {
  description: 'The file: exactly one of `file`, `csvText` and `uploadId`.',
  fields: (t) => ({
    file: t.field({
      type: 'File',
      description:
        'A .csv, .tsv, .txt, .xlsx, .xls, .xlsb or .ods file, gzipped or not, sent by the GraphQL multipart request specification. What it is, its content says and not its name.',
    }),
    csvText: t.string({ description: 'The content of a CSV file as text, header included.' }),
    uploadId: t.id({ description: 'An upload of an earlier preview or of `PUT /uploads`, while it lives.' }),
    sheet: t.string({
      description:
        'Name of the sheet of a workbook, one of `sheets`. Absent: the first one that is not hidden and has rows. Another sheet than the one of `uploadId` answers another `uploadId`.',
    }),
    simulate: t.field({
      type: SimulateImportInput,
      description: 'How the file would be imported, to learn in `simulation` what would become of its rows.',
    }),
  }),
})

const PreviewImportPayload = builder.objectRef<Preview>('PreviewImportPayload').implement({
  description:
    'What is in the file. Show it, let the user correct type and mapping, and start the import with `uploadId`.',
  fields: (t) => ({
    uploadId: t.id({
      description:
        'The staged file, for `createListWithImport` and `importIntoList`, as often as you like while it lives (24 hours by default).',
      resolve: ({ upload }) => upload.id,
    }),
    fileName: t.string({
      nullable: true,
      description: 'Name of the file; null for text.',
      resolve: ({ upload }) => upload.fileName,
    }),
    columns: t.stringList({
      description: 'Names of the columns in their order: trimmed, unique, blank ones named by their position.',
      resolve: ({ upload }) => upload.columns,
    }),
    sheets: t.stringList({
      description: 'Names of all sheets of a workbook in the order of their tabs, hidden ones too; empty for text.',
      resolve: ({ upload }) => upload.sheets,
    }),
    sheet: t.string({
      nullable: true,
      description: 'The sheet that the rows are of; null for text.',
      resolve: ({ upload }) => upload.sheet,
    }),
    delimiter: t.string({
      nullable: true,
      description: 'What separates the cells: a comma, semicolon, tab or bar; null for a workbook.',
      resolve: ({ upload }) => upload.delimiter,
    }),
    encoding: t.string({
      nullable: true,
      description: 'Character encoding of the file, such as `utf-8`; null for a workbook.',
      resolve: ({ upload }) => upload.encoding,
    }),
    headerLine: t.int({
      description:
        'Line of the file, or row of the sheet, that holds the header, from 1; 0 where it has none and columns are named by position.',
      resolve: ({ upload }) => upload.headerLine,
    }),
    dataType: t.field({
      type: DataTypeRef,
      description: 'What the rows seem to be. Both mappings are suggested, so that you can overrule it.',
      resolve: ({ suggestion }) => suggestion.dataType,
    }),
    confidence: t.field({
      type: Confidence,
      description: 'How sure the type and the mapping are.',
      resolve: ({ suggestion }) => suggestion.confidence,
    }),
    reasoning: t.string({
      description: 'Why, in a sentence for a person.',
      resolve: ({ suggestion }) => suggestion.reasoning,
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
      description: 'The first 20 rows as text cells, in the order of `columns`; each cell is cut to 1,000 characters.',
      resolve: ({ upload }) => previewRowsOf(upload),
    }),
    totalRows: t.int({
      description: 'How many rows the file has: the credits that importing all of them would cost at most.',
      resolve: ({ upload }) => upload.totalRows,
    }),
    csvText: t.string({
      description:
        'The whole file as normalised CSV (commas, UTF-8, LF). Built only when selected; the `uploadId` is lighter. Above 100 MB it is refused with code PAYLOAD_TOO_LARGE.',
      resolve: ({ upload }, _args, { pool }) => renderCsv(pool, upload),
    }),
    warnings: t.stringList({
      description: 'What was found amiss and how it was read, in words for a person.',
      resolve: ({ upload }) => upload.warnings,
    }),
    simulation: t.field({
      type: ImportSimulationRef,
      nullable: true,
      description: 'What an import would do; null unless the input says how with `simulate`.',
      resolve: ({ simulation }) => simulation,
    }),
  }),
})

builder.mutationField('previewImport', (t) =>
  t.field({
    type: PreviewImportPayload,
    description:
      'Look before you leap: reads a file, stages it, and suggests what it is. No list is made and nothing is charged. First of the two calls of an import; `createListWithImport` or `importIntoList` is the second.',
    args: { input: t.arg({ type: PreviewImportInput, required: true, description: 'The file.' }) },
    errors: {
      types: [InvalidInputError, UnreadableFileError, UploadNotFoundError, InvalidMappingError, ListAccessError],
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

/** A form is cut a little above the limit of a file, and may be before the file is counted. */
async function* bytesOf(file: FileUpload, maxBytes: number): AsyncGenerator<Uint8Array> {
  try {
    yield* file.createReadStream()
  } catch (error) {
    const isCut = error instanceof Error && 'status' in error && error.status === 413
    throw isCut ? fileTooLarge(maxBytes) : error
  }
}
