import type { ImportRun, Upload } from '../../db/generated/client.ts'
import type { DataType } from '../../db/generated/enums.ts'
import { InvalidInputError } from '../../errors.ts'
import { listName } from '../../lists/name.ts'
import { bytesOf } from '../../uploads/encoding/text.ts'
import { findUpload, stageUpload } from '../../uploads/stage.ts'
import type { MappingInput } from './check-mapping.ts'
import { checkMatching, type MatchingInput, matchingOf, refuseUpdateOnly } from './check-matching.ts'
import { type AgainInput, againMatching, prepareAgain } from './outcomes-again.ts'
import { type StartDeps, startPrepared } from './prepared.ts'
import { newList, ownList } from './target-list.ts'

/** The parsed input that all mutations that import a file share. */
export interface FileImport extends MappingInput, MatchingInput {
  csvText?: string | null | undefined
  uploadId?: string | null | undefined
  skipExistingCustomers?: boolean | null | undefined
  idempotencyKey?: string | null | undefined
  waitSeconds?: number | null | undefined
}

/** The parsed input of an import into an existing list: of a file, or of outcomes of a run. */
export interface IntoListImport extends Omit<FileImport, 'dataType'>, AgainInput {
  dataType?: DataType | null | undefined
  listId?: string | null | undefined
}

/** Starts the import of a file into a new list. */
export async function startListImport(
  deps: StartDeps,
  ownerId: number,
  input: FileImport & { name: string },
): Promise<ImportRun> {
  const matching = matchingOf(input)
  const call = { ownerId, mutation: 'createListWithImport', kind: 'CSV', input, matching } as const
  return await startPrepared(deps, call, async () => {
    const readyList = newList(ownerId, listName(input.name))
    refuseUpdateOnly(matching)
    checkMatching(matching, input.dataType)
    return { readyList, isNewList: true, mapping: input, open: () => openFile(deps, ownerId, input) }
  })
}

/**
 * Starts the import of a file, or of outcomes of a run, into a list of the owner; throws ListAccessError if there is no such
 * list.
 */
export async function startImportIntoList(deps: StartDeps, ownerId: number, input: IntoListImport): Promise<ImportRun> {
  const matching = againMatching(input) ?? matchingOf(input)
  const call = { ownerId, mutation: 'importIntoList', kind: 'CSV', input, matching } as const
  return await startPrepared(deps, call, async () => {
    const { fromRunId, dataType, listId } = input
    if (typeof fromRunId === 'string') return await prepareAgain(deps, ownerId, { ...input, fromRunId })
    if (typeof listId !== 'string') throw new InvalidInputError('listId', 'Give the list to import the file into.')
    const readyList = await ownList(deps.pool, ownerId, listId)
    if (!dataType) throw new InvalidInputError('dataType', 'Say what the rows of the file are: PEOPLE or COMPANIES.')
    checkMatching(matching, dataType)
    const mapping = { ...input, dataType }
    return { readyList, isNewList: false, mapping, open: () => openFile(deps, ownerId, input) }
  })
}

/** Returns the upload that the input names, or stages its text. */
async function openFile(
  { pool, prisma, config }: StartDeps,
  ownerId: number,
  { csvText, uploadId }: Pick<FileImport, 'csvText' | 'uploadId'>,
): Promise<{ upload: Upload; isStaged: boolean }> {
  const hasText = csvText !== null && csvText !== undefined
  const hasUpload = uploadId !== null && uploadId !== undefined
  if (hasText === hasUpload) {
    throw new InvalidInputError('csvText', 'Give exactly one of `csvText` and `uploadId`.')
  }
  if (!hasText) return { upload: await findUpload(prisma, ownerId, uploadId ?? ''), isStaged: false }
  const upload = await stageUpload({ pool, config }, ownerId, { fileName: null, content: bytesOf(csvText) })
  return { upload, isStaged: true }
}
