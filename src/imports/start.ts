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
import { discardUpload, findUpload, stageUpload } from '../uploads/stage.ts'
import { bytesOf } from '../uploads/text.ts'
import { checkMappings } from './check-mapping.ts'
import type { CompanyMapping, PersonMapping } from './fields.ts'
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

/** The input of `createListWithImport`, parsed. */
export interface ListImport {
  name: string
  dataType: DataType
  csvText?: string | null | undefined
  uploadId?: string | null | undefined
  personMapping?: PersonMapping | null | undefined
  companyMapping?: CompanyMapping | null | undefined
  skipExistingCustomers: boolean
  idempotencyKey?: string | null | undefined
  waitSeconds: number
}

/** Starts the import of a file into a new list: checks in the order of the contract, then list, reservation, run and job in one transaction. */
export async function startListImport(deps: StartDeps, ownerId: number, input: ListImport): Promise<ImportRun> {
  const { idempotencyKey, waitSeconds, ...compared } = input
  const call = replayable(ownerId, 'createListWithImport', idempotencyKey, compared)
  const replay = await findReplay(deps.prisma, call)
  if (replay !== null) return replay
  if (waitSeconds < 0 || waitSeconds > longestWait) {
    throw new InvalidInputError(
      'waitSeconds',
      `\`waitSeconds\` is ${waitSeconds}: wait from 0 to ${longestWait} seconds.`,
    )
  }
  const name = listName(input.name)
  const runId = await withUpload(deps, ownerId, input, async (upload) => {
    const mappings = {
      person: input.dataType === 'PEOPLE' ? (input.personMapping ?? null) : null,
      company: input.companyMapping ?? null,
    }
    checkMappings(upload.columns, input.dataType, mappings)
    return await transaction(deps.pool, async (client) => {
      if (call !== null && (await lockCall(client, call))) return null
      const listId = await createList(client, ownerId, name)
      return await startRun(client, { ...input, ownerId, listId, upload, mappings, call })
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
  mappings: { person: PersonMapping | null; company: CompanyMapping | null }
  skipExistingCustomers: boolean
  call: Replayable | null
}

/** Stores the run, reserves its credits and enqueues its job, in the caller's transaction. */
async function startRun(client: pg.ClientBase, run: NewRun): Promise<string> {
  const runId = randomUUID()
  await insertRun(client, {
    id: runId,
    ownerId: run.ownerId,
    listId: run.listId,
    dataType: run.dataType,
    uploadId: run.upload.id,
    total: run.upload.totalRows,
    warnings: run.upload.warnings,
    personMapping: run.mappings.person,
    companyMapping: run.mappings.company,
    skipExistingCustomers: run.skipExistingCustomers,
    mutation: 'createListWithImport',
    call: run.call,
  })
  await enqueueRun(client, { id: runId, accountId: null })
  await notify(client, 'importRun', { runId, version: 1 })
  const { reserved } = await reserveCredits(client, run.ownerId, { upTo: run.upload.totalRows, runId })
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
  { csvText, uploadId }: Pick<ListImport, 'csvText' | 'uploadId'>,
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
