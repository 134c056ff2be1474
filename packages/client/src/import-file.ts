import type { Connection } from './connection.ts'
import {
  CreateListWithImportDocument,
  type CreateListWithImportInput,
  type CreateListWithImportMutation,
  ImportIntoListDocument,
  type ImportIntoListMutation,
  PreviewImportDocument,
  type PreviewImportMutation,
} from './gql/graphql.ts'
import { payloadOf } from './leadstream-error.ts'
import { sendOperation } from './send-operation.ts'
import { type UploadOptions, uploadFile } from './upload-file.ts'

type Payload<Result> = Exclude<Result, { code: string; message: string }>

/** What the server found in the file. */
export type Preview = Payload<PreviewImportMutation['previewImport']>

/** Settings of an import; the type of the rows and the mapping are those of the preview unless they are given. */
export interface ImportFileOptions
  extends Partial<Omit<CreateListWithImportInput, 'csvText' | 'uploadId' | 'waitSeconds'>>,
    UploadOptions {
  /** Name of the new list; that of the file by default. Ignored with `listId`. */
  readonly name?: string
  /** The list to import into, instead of a new one. */
  readonly listId?: string
  /** The sheet of a workbook; the first one that has rows by default. */
  readonly sheet?: string
  /** Called before anything is imported or charged; if it throws, nothing is. */
  readonly onPreview?: (preview: Preview) => void | Promise<void>
}

/** An import that was accepted; it runs in the background. */
export type StartedImport = Payload<
  CreateListWithImportMutation['createListWithImport'] | ImportIntoListMutation['importIntoList']
>

/** Uploads and previews a file, and imports it into a new list or the given one. Throws a LeadstreamError if the server refuses it. */
export async function importFile(
  connection: Connection,
  file: Blob,
  options: ImportFileOptions = {},
): Promise<StartedImport> {
  const { name, listId, sheet, onPreview, onProgress, fileName, signal, ...settings } = options
  const { uploadId } = await uploadFile(connection, file, options)
  const { previewImport } = await sendOperation(
    connection,
    PreviewImportDocument,
    { input: { uploadId, ...(sheet !== undefined && { sheet }) } },
    signal,
  )
  const preview = payloadOf(previewImport)
  await onPreview?.(preview)
  signal?.throwIfAborted()
  const { dataType, personMapping, companyMapping } = preview
  const input = { dataType, personMapping, companyMapping, ...settings, uploadId: preview.uploadId }
  if (listId !== undefined) {
    const result = await sendOperation(connection, ImportIntoListDocument, { input: { ...input, listId } }, signal)
    return payloadOf(result.importIntoList)
  }
  const list = name ?? (preview.fileName?.replace(/\.\w+$/, '') || 'Imported leads')
  const result = await sendOperation(
    connection,
    CreateListWithImportDocument,
    { input: { ...input, name: list } },
    signal,
  )
  return payloadOf(result.createListWithImport)
}
