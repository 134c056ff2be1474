import { BlockEntryErrorCodeRef } from '../../blocklist/schema.ts'
import { InvalidInputError } from '../../errors.ts'
import { builder } from '../../graphql/builder.ts'
import { viewerOf } from '../../graphql/context.ts'
import {
  StorageFullError,
  UnreadableFileError,
  UploadNotFoundError,
  UploadQuotaExceededError,
} from '../../uploads/errors.ts'
import { type BlockListImport, importBlockList, type RejectedEntry } from './import-block-list.ts'

const ImportBlockListInput = builder.inputType('ImportBlockListInput', {
  description: 'A file of companies to block.',
  fields: (t) => ({
    csvText: t.string({
      description:
        'The file as text: a column of domains, names, URLs or e-mail addresses, or a table with a header such as `domain,name,reason`. At most 100,000 rows. Give either this or `uploadId`.',
    }),
    uploadId: t.id({ description: 'An upload from `previewImport` or `PUT /uploads`. Give either this or `csvText`.' }),
  }),
})

const RejectedBlockEntry = builder.objectRef<RejectedEntry>('RejectedBlockEntry').implement({
  description: 'A row that was not added to the block list.',
  fields: (t) => ({
    rowNumber: t.exposeInt('rowNumber', { description: 'Number of the row, counted from 1 after the header.' }),
    text: t.exposeString('text', { description: 'Its domain or name.' }),
    code: t.expose('code', { type: BlockEntryErrorCodeRef, description: 'Machine-readable reason.' }),
    message: t.exposeString('message', { description: 'Human-readable reason.' }),
  }),
})

const ImportBlockListPayload = builder.objectRef<BlockListImport>('ImportBlockListPayload').implement({
  description: 'The result for the rows of the file.',
  fields: (t) => ({
    added: t.exposeInt('added', { description: 'Companies that are new to the list.' }),
    updated: t.exposeInt('updated', {
      description: 'Rows of companies that were on the list, or earlier in the file.',
    }),
    rejectedCount: t.exposeInt('rejectedCount', { description: 'Rows that were not added.' }),
    rejected: t.expose('rejected', {
      type: [RejectedBlockEntry],
      description: 'Rows that were not added, in file order, at most 1,000.',
    }),
  }),
})

builder.mutationField('importBlockList', (t) =>
  t.field({
    authScopes: { scope: 'WRITE' },
    type: ImportBlockListPayload,
    description:
      'Adds the companies of a file to your block list. URLs and e-mail addresses count as their domains. Repeating a call is safe. Rows that name no company, and shared hosts, such as gmail.com, are rejected; the others are still added.',
    args: { input: t.arg({ type: ImportBlockListInput, required: true, description: 'The file.' }) },
    errors: {
      types: [InvalidInputError, UnreadableFileError, UploadNotFoundError, UploadQuotaExceededError, StorageFullError],
    },
    resolve: (_root, { input }, context) => importBlockList(context, viewerOf(context).userId, input),
  }),
)
