import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import type { Config } from '../config.ts'
import { reserveCredits } from '../credits/ledger.ts'
import { transaction } from '../db/client.ts'
import type { ImportRun, PrismaClient, Upload } from '../db/generated/client.ts'
import type { DataType } from '../db/generated/enums.ts'
import { InvalidInputError } from '../errors.ts'
import { notify } from '../events/notify.ts'
import { createList } from '../lists/create.ts'
import { listName } from '../lists/name.ts'
import { findOwnList, keepOwnList } from '../lists/own.ts'
import { discardUpload, findUpload, stageUpload } from '../uploads/stage.ts'
import { bytesOf } from '../uploads/text.ts'
import { checkedMappings, type MappingInput, type Mappings } from './check-mapping.ts'
import { enqueueRun } from './lifecycle.ts'
import { findReplay, type Replayable, replayable } from './replay.ts'
import { insertRun, lockCall, setReservation } from './start.sql.ts'

const longestWait = 30

/** What starting an import needs of the process. */
export interface StartDeps {
  readonly pool: pg.Pool
  readonly prisma: PrismaClient
  readonly config: Pick<Config, 'maxUploadBytes' | 'uploadTtlHours'>
}

/** What the inputs of all mutations that import a file have in common, parsed. */
export interface FileImport extends MappingInput {
  csvText?: string | null | undefined
  uploadId?: string | null | undefined
  skipExistingCustomers: boolean
  idempotencyKey?: string | null | undefined
  waitSeconds: number
}

/** Starts the import of a file into a new list. */
export async function startListImport(
  deps: StartDeps,
  ownerId: number,
  input: FileImport & { name: string },
): Promise<ImportRun> {
  return await startImport(deps, ownerId, 'createListWithImport', input, async () => {
    const name = listName(input.name)
    return (client) => createList(client, ownerId, name)
  })
}

/** Starts the import of a file into a list of the owner's; throws ListAccessError where that is not there, or no longer. */
export async function startImportIntoList(
  deps: StartDeps,
  ownerId: number,
  input: FileImport & { listId: string },
): Promise<ImportRun> {
  return await startImport(deps, ownerId, 'importIntoList', input, async () => {
    const listId = await findOwnList(deps.pool, ownerId, input.listId)
    return async (client) => {
      await keepOwnList(client, ownerId, listId)
      return listId
    }
  })
}

/** Checks what the list is to be, and answers what makes it ready, and says its id, in the transaction that starts the run. */
type CheckList = () => Promise<(client: pg.ClientBase) => Promise<string>>

/** Checks in the order of the contract, then readies the list and starts the run in one transaction. */
async function startImport(
  deps: StartDeps,
  ownerId: number,
  mutation: string,
  input: FileImport,
  checkList: CheckList,
): Promise<ImportRun> {
  const { idempotencyKey, waitSeconds, ...compared } = input
  const call = replayable(ownerId, mutation, idempotencyKey, compared)
  const replay = await findReplay(deps.prisma, call)
  if (replay !== null) return replay
  if (waitSeconds < 0 || waitSeconds > longestWait) {
    throw new InvalidInputError(
      'waitSeconds',
      `\`waitSeconds\` is ${waitSeconds}: wait from 0 to ${longestWait} seconds.`,
    )
  }
  const readyList = await checkList()
  const runId = await withUpload(deps, ownerId, input, async (upload) => {
    const mappings = checkedMappings(upload.columns, input)
    const { dataType, skipExistingCustomers } = input
    return await transaction(deps.pool, async (client) => {
      if (call !== null && (await lockCall(client, call))) return null
      const listId = await readyList(client)
      return await startRun(client, {
        ownerId,
        listId,
        upload,
        dataType,
        mappings,
        skipExistingCustomers,
        mutation,
        call,
      })
    })
  })
  // Another call with the key was faster: its run is the answer of both.
  return runId === null
    ? await replayed(deps.prisma, call)
    : await deps.prisma.importRun.findUniqueOrThrow({ where: { id: runId } })
}

interface NewRun {
  ownerId: number
  listId: string
  upload: Upload
  dataType: DataType
  mappings: Mappings
  skipExistingCustomers: boolean
  mutation: string
  call: Replayable | null
}

/** Stores the run, reserves its credits and enqueues its job, in the caller's transaction. */
async function startRun(client: pg.ClientBase, { upload, mappings, ...run }: NewRun): Promise<string> {
  const runId = randomUUID()
  await insertRun(client, {
    ...run,
    id: runId,
    uploadId: upload.id,
    total: upload.totalRows,
    warnings: upload.warnings,
    personMapping: mappings.person,
    companyMapping: mappings.company,
  })
  await enqueueRun(client, runId)
  await notify(client, 'importRun', { runId, version: 1 })
  const { reserved } = await reserveCredits(client, run.ownerId, { upTo: upload.totalRows, runId })
  await setReservation(client, runId, reserved)
  return runId
}

async function replayed(prisma: PrismaClient, call: Replayable | null): Promise<ImportRun> {
  // By the clock of the database the key is young enough: ours is not asked again.
  const run = await findReplay(prisma, call, new Date(0))
  if (run === null) throw new Error('The run of a faster call with the same key is gone.')
  return run
}

/** Starts a run on the upload that the input names, or on its text, staged; a call that starts none leaves no staged text behind. */
async function withUpload(
  { pool, prisma, config }: StartDeps,
  ownerId: number,
  { csvText, uploadId }: Pick<FileImport, 'csvText' | 'uploadId'>,
  start: (upload: Upload) => Promise<string | null>,
): Promise<string | null> {
  const hasText = csvText !== null && csvText !== undefined
  const hasUpload = uploadId !== null && uploadId !== undefined
  if (hasText === hasUpload) {
    throw new InvalidInputError('csvText', 'Give exactly one of `csvText` and `uploadId`.')
  }
  if (!hasText) return await start(await findUpload(prisma, ownerId, uploadId ?? ''))
  const staged = await stageUpload({ pool, config }, ownerId, { fileName: null, content: bytesOf(csvText) })
  let runId: string | null = null
  try {
    runId = await start(staged)
    return runId
  } finally {
    if (runId === null) await discardUpload(pool, staged.id)
  }
}
