import type { Api } from './api.ts'
import { createListWithImport, importIntoList, type Preview, previewImport } from './operations.ts'
import type { ProgressBar } from './progress-bar.ts'

/** What to import, and into which list. */
export interface FileImport {
  path: string
  list: { listId: string } | { name: string }
  /** Default: what the preview suggests. */
  dataType?: 'PEOPLE' | 'COMPANIES'
  /** Sheet of a workbook; the first one that has rows by default. */
  sheet?: string
  /** Replaces the values of leads that rows match, in place of filling empty fields only. */
  overwrite?: boolean
  /** Skips leads of other lists and of blocked companies; true by default. */
  skipExisting?: boolean
}

/** Uploads and previews a file and starts its import with the suggested mapping. `onPreview` is called before anything is charged. */
export async function importFile(
  api: Api,
  { path, list, sheet, overwrite = false, skipExisting = true, ...given }: FileImport,
  { bar, onPreview }: { bar: ProgressBar; onPreview: (preview: Preview) => void },
): Promise<{ listId: string; runId: string; preview: Preview }> {
  const uploadId = await upload(api, path, bar)
  const source = { uploadId, ...(sheet === undefined ? {} : { sheet }) }
  const suggested = (await api.call(previewImport, { input: source })).previewImport
  const preview = { ...suggested, ...given }
  onPreview(preview)
  const { dataType, personMapping, companyMapping } = preview
  const input = {
    ...list,
    dataType,
    uploadId: preview.uploadId,
    personMapping,
    companyMapping,
    skipExistingCustomers: skipExisting,
    ...(overwrite ? { onMatch: { values: 'OVERWRITE' } } : {}),
  }
  const { listId, runId } =
    'listId' in list
      ? (await api.call(importIntoList, { input })).importIntoList
      : (await api.call(createListWithImport, { input })).createListWithImport
  return { listId, runId, preview }
}

async function upload(api: Api, path: string, bar: ProgressBar): Promise<string> {
  try {
    return await api.upload(path, (position) => bar.show(position, 'uploaded'))
  } finally {
    bar.stop()
  }
}
