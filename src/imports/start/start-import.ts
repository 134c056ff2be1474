import type pg from 'pg'
import type { Config } from '../../config.ts'
import type { ImportRun, PrismaClient, Upload } from '../../db/generated/client.ts'
import { InvalidInputError } from '../../errors.ts'
import { listName } from '../../lists/name.ts'
import { bytesOf } from '../../uploads/encoding/text.ts'
import { discardUpload, findUpload, type Staging, stageUpload } from '../../uploads/stage.ts'
import { checkedMappings, type MappingInput } from './check-mapping.ts'
import { checkMatching, type MatchingInput, matchingOf, refuseUpdateOnly } from './check-matching.ts'
import { checkWait } from './check-wait.ts'
import { findReplay, replayable } from './idempotency.ts'
import { startOnce, startRun } from './start-run.ts'
import { newList, ownList, type ReadyList } from './target-list.ts'

type Started = Awaited<ReturnType<typeof startOnce>>

/** The dependencies of starting an import. */
export interface StartDeps {
  readonly pool: pg.Pool
  readonly prisma: PrismaClient
  readonly config: Staging['config'] & Pick<Config, 'creditsLow'>
}

/** The parsed input that all mutations that import a file share. */
export interface FileImport extends MappingInput, MatchingInput {
  csvText?: string | null | undefined
  uploadId?: string | null | undefined
  skipExistingCustomers?: boolean | null | undefined
  idempotencyKey?: string | null | undefined
  waitSeconds?: number | null | undefined
}

/** Starts the import of a file into a new list. */
export async function startListImport(
  deps: StartDeps,
  ownerId: number,
  input: FileImport & { name: string },
): Promise<ImportRun> {
  return await startImport(deps, ownerId, 'createListWithImport', input, async () => {
    const list = newList(ownerId, listName(input.name))
    refuseUpdateOnly(matchingOf(input))
    return list
  })
}

/** Starts the import of a file into a list of the owner; throws ListAccessError if there is no such list. */
export async function startImportIntoList(
  deps: StartDeps,
  ownerId: number,
  input: FileImport & { listId: string },
): Promise<ImportRun> {
  return await startImport(deps, ownerId, 'importIntoList', input, () => ownList(deps.pool, ownerId, input.listId))
}

/** Checks the input in the documented order, then prepares the list and starts the run in one transaction. */
async function startImport(
  deps: StartDeps,
  ownerId: number,
  mutation: string,
  input: FileImport,
  checkList: () => Promise<ReadyList>,
): Promise<ImportRun> {
  const { idempotencyKey, waitSeconds, ...given } = input
  const matching = matchingOf(given)
  const compared = { ...given, ...matching, skipExistingCustomers: given.skipExistingCustomers ?? true }
  const call = replayable(ownerId, mutation, idempotencyKey, compared)
  const replay = await findReplay(deps.prisma, call)
  if (replay !== null) return replay
  checkWait(waitSeconds)
  const readyList = await checkList()
  checkMatching(matching, input.dataType)
  return await withUpload(deps, ownerId, input, async (upload) => {
    const mappings = checkedMappings(upload.columns, { ...input, isNewList: mutation === 'createListWithImport' })
    const { dataType, skipExistingCustomers } = compared
    return await startOnce(deps, call, async (client) => {
      const listId = await readyList(client)
      const run = {
        ownerId,
        listId,
        kind: 'CSV',
        dataType,
        skipExistingCustomers,
        ...matching,
        mutation,
        call,
      } as const
      const { id: uploadId, totalRows: total, columns, warnings } = upload
      const { person: personMapping, company: companyMapping } = mappings
      const source = { uploadId, total, columns, warnings, personMapping, companyMapping }
      const upTo = matching.onMatch?.rows === 'UPDATE_ONLY' ? 0 : total
      return await startRun(client, { ...run, ...source }, { upTo, creditsLow: deps.config.creditsLow })
    })
  })
}

/** Starts a run on the upload that the input names, or on its text, which is staged first and discarded if no run was started. */
async function withUpload(
  { pool, prisma, config }: StartDeps,
  ownerId: number,
  { csvText, uploadId }: Pick<FileImport, 'csvText' | 'uploadId'>,
  start: (upload: Upload) => Promise<Started>,
): Promise<ImportRun> {
  const hasText = csvText !== null && csvText !== undefined
  const hasUpload = uploadId !== null && uploadId !== undefined
  if (hasText === hasUpload) {
    throw new InvalidInputError('csvText', 'Give exactly one of `csvText` and `uploadId`.')
  }
  if (!hasText) return (await start(await findUpload(prisma, ownerId, uploadId ?? ''))).run
  const staged = await stageUpload({ pool, config }, ownerId, { fileName: null, content: bytesOf(csvText) })
  let isUsed = false
  try {
    const { run, isNew } = await start(staged)
    isUsed = isNew
    return run
  } finally {
    if (!isUsed) await discardUpload(pool, staged)
  }
}
