import type pg from 'pg'
import type { Config } from '../../config.ts'
import type { ImportRun, PrismaClient, Upload } from '../../db/generated/client.ts'
import type { ImportKind } from '../../db/generated/enums.ts'
import { discardUpload, type Staging } from '../../uploads/stage.ts'
import { saveMapping } from '../saved-mappings/saved-mappings.ts'
import type { Matching } from '../verdicts/policy.ts'
import { checkedMappings, type MappingInput } from './check-mapping.ts'
import { checkWait } from './check-wait.ts'
import { findReplay, replayable } from './idempotency.ts'
import { startOnce, startRun } from './start-run.ts'
import type { ReadyList } from './target-list.ts'

/** The dependencies of starting an import. */
export interface StartDeps {
  readonly pool: pg.Pool
  readonly prisma: PrismaClient
  readonly config: Staging['config'] & Pick<Config, 'creditsLow'>
}

/** What every call that starts an import has. */
interface Call {
  ownerId: number
  mutation: string
  kind: Extract<ImportKind, 'CSV' | 'API'>
  /** The input as given, for the comparison of calls with the same key. */
  input: {
    skipExistingCustomers?: boolean | null | undefined
    idempotencyKey?: string | null | undefined
    waitSeconds?: number | null | undefined
  }
  matching: Matching
}

/** A call whose input is checked. */
export interface Prepared {
  readyList: ReadyList
  isNewList: boolean
  mapping: MappingInput
  /** Returns the upload with the rows; one that was staged for the call is discarded if it starts no run. */
  open: () => Promise<{ upload: Upload; isStaged: boolean }>
}

/** Checks the input in the documented order, then prepares the list and starts the run in one transaction. */
export async function startPrepared(
  deps: StartDeps,
  { ownerId, mutation, kind, input, matching }: Call,
  prepare: () => Promise<Prepared>,
): Promise<ImportRun> {
  const { idempotencyKey, waitSeconds, ...given } = input
  const skipExistingCustomers = given.skipExistingCustomers ?? true
  const call = replayable(ownerId, mutation, idempotencyKey, { ...given, ...matching, skipExistingCustomers })
  const replay = await findReplay(deps.prisma, call)
  if (replay !== null) return replay
  checkWait(waitSeconds)
  const { readyList, isNewList, mapping, open } = await prepare()
  const { upload, isStaged } = await open()
  let isUsed = false
  try {
    const { matchBy } = matching
    const { person: personMapping, company: companyMapping } = checkedMappings(upload.columns, {
      ...mapping,
      matchBy,
      isNewList,
    })
    const { id: uploadId, totalRows: total, columns, warnings } = upload
    const { run, isNew } = await startOnce(deps, { ownerId, call }, async (client) => {
      const listId = await readyList(client)
      const mappings = { dataType: mapping.dataType, person: personMapping, company: companyMapping }
      if (kind === 'CSV') await saveMapping(client, ownerId, upload, mappings)
      const settings = { kind, dataType: mapping.dataType, skipExistingCustomers, ...matching, mutation, call }
      const source = { uploadId, total, columns, warnings, personMapping, companyMapping }
      const upTo = matching.onMatch?.rows === 'UPDATE_ONLY' ? 0 : total
      const { creditsLow } = deps.config
      return await startRun(client, { ownerId, listId, ...settings, ...source }, { upTo, creditsLow })
    })
    isUsed = isNew
    return run
  } finally {
    if (isStaged && !isUsed) await discardUpload(deps.pool, upload)
  }
}
