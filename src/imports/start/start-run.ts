import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import { reserveCredits } from '../../credits/ledger.ts'
import { raiseIfLow } from '../../credits/low.ts'
import { transaction } from '../../db/client.ts'
import type { ImportRun, PrismaClient } from '../../db/generated/client.ts'
import { notify } from '../../events/notify.ts'
import { enqueueRun } from '../run/lifecycle.ts'
import { findReplay, type Replayable } from './idempotency.ts'
import { forgetOldKey, insertRun, lockCall, type NewRun, setReservation } from './start.sql.ts'

/** Starts a run in one transaction, or returns the run that a concurrent call with the same key has started. */
export async function startOnce(
  { pool, prisma }: { pool: pg.Pool; prisma: PrismaClient },
  { ownerId, call }: { ownerId: number; call: Replayable | null },
  start: (client: pg.ClientBase) => Promise<string>,
): Promise<{ run: ImportRun; isNew: boolean }> {
  const startUnlessStarted = async (client: pg.ClientBase) =>
    call !== null && (await lockCall(client, call)) ? null : await start(client)
  const runId = await transaction(pool, startUnlessStarted, { keepOwner: ownerId })
  if (runId !== null) return { run: await prisma.importRun.findFirstOrThrow({ where: { id: runId } }), isNew: true }
  // The database has checked the age of the key, so our clock must not reject it.
  const run = await findReplay(prisma, call, new Date(0))
  if (run === null) throw new Error('The run of a concurrent call with the same key is gone.')
  return { run, isNew: false }
}

/**
 * Stores a run, reserves its credits and enqueues its job, in the caller's transaction; throws InsufficientCreditsError if
 * none is available. `upTo` is the number of credits to reserve, 0 for a run that adds no rows, `maxResults` the requested cap
 * of leads, if there is one, and `creditsLow` the limit of the event `credits.low`.
 */
export async function startRun(
  client: pg.ClientBase,
  run: Omit<NewRun, 'id'>,
  { upTo, maxResults = null, creditsLow }: { upTo: number; maxResults?: number | null; creditsLow: number },
): Promise<string> {
  const id = randomUUID()
  if (run.call !== null) await forgetOldKey(client, run.call)
  await insertRun(client, { ...run, id })
  await enqueueRun(client, { ownerId: run.ownerId, id, accountId: run.accountId ?? null })
  await notify(client, 'importRun', { runId: id, version: 1 })
  const { reserved, available } =
    upTo === 0
      ? { reserved: 0, available: maxResults ?? 0 }
      : await reserveCredits(client, run.ownerId, { upTo, runId: id })
  if (reserved > 0) {
    await raiseIfLow(client, run.ownerId, { before: available, available: available - reserved, limit: creditsLow })
  }
  await setReservation(
    client,
    { ownerId: run.ownerId, id },
    {
      reserved,
      maxResults: maxResults === null ? null : Math.min(maxResults, available),
      wasCapped: maxResults !== null && available < maxResults,
    },
  )
  return id
}
