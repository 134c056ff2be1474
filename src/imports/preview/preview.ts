import type { Upload } from '../../db/generated/client.ts'
import { InvalidInputError } from '../../errors.ts'
import { bytesOf } from '../../uploads/encoding/text.ts'
import { discardUpload, type FileContent, findUpload, stageSheet, stageUpload } from '../../uploads/stage.ts'
import { type SavedSuggestion, withSavedMapping } from '../saved-mappings/saved-mappings.ts'
import type { StartDeps } from '../start/prepared.ts'
import { suggest } from '../suggest/suggest.ts'
import { type Simulation, type SimulationDeps, type SimulationInput, simulateImport } from './simulate.ts'

/** The parsed input of `previewImport`. */
export interface PreviewInput {
  file: FileContent | null
  csvText?: string | null | undefined
  uploadId?: string | null | undefined
  /** Sheet of a workbook; null for the first visible one with rows, past a cover. */
  sheet?: string | null | undefined
  simulate?: SimulationInput | null | undefined
}

/** A staged file with suggestions, and with a simulation if requested. */
export interface Preview {
  upload: Upload
  suggestion: SavedSuggestion
  simulation: Simulation | null
}

/** Number of rows that a preview shows. */
const previewed = 20

/** Stages a file, or takes a staged one, and suggests its type and mapping. Creates no list and charges nothing. */
export async function previewImport(
  deps: StartDeps & SimulationDeps,
  ownerId: number,
  { file, csvText, uploadId, sheet, simulate }: PreviewInput,
): Promise<Preview> {
  const given = [file, csvText, uploadId].filter((source) => source !== null && source !== undefined)
  if (given.length !== 1) throw new InvalidInputError('file', 'Give exactly one of `file`, `csvText` and `uploadId`.')
  const content = file ?? (typeof csvText === 'string' ? { fileName: null, content: bytesOf(csvText) } : null)
  const upload =
    content === null
      ? await findSheet(deps, ownerId, uploadId ?? '', sheet ?? null)
      : await stageUpload(deps, ownerId, content, sheet ?? null)
  try {
    const simulation = simulate ? await simulateImport(deps, ownerId, upload, simulate) : null
    const found = suggest(upload.columns, sampleRowsOf(upload))
    return { upload, suggestion: await withSavedMapping(deps.pool, ownerId, upload, found), simulation }
  } catch (error) {
    if (upload.id !== uploadId) await discardUpload(deps.pool, upload)
    throw error
  }
}

async function findSheet(deps: StartDeps, ownerId: number, uploadId: string, sheet: string | null): Promise<Upload> {
  const upload = await findUpload(deps.prisma, ownerId, uploadId)
  return sheet === null ? upload : await stageSheet(deps, upload, sheet)
}

/** Returns the first rows of an upload as text cells. */
export function previewRowsOf(upload: Upload): string[][] {
  return sampleRowsOf(upload).slice(0, previewed)
}

/** Returns the sample of an upload's rows as text cells. */
export function sampleRowsOf({ sampleRows }: Pick<Upload, 'sampleRows'>): string[][] {
  return Array.isArray(sampleRows) ? sampleRows.map((row) => (Array.isArray(row) ? row.map(String) : [])) : []
}
