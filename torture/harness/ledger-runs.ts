import { isOver, type LedgerModel, type ModelRun } from './ledger-model.ts'
import type { LedgerUser } from './ledger-real.ts'

/** Consecutive failed attempts without a page after which a run fails. */
export const maxFailures = 5

/** A run in the model and in the product. */
interface Both {
  readonly run: ModelRun
  readonly runId: string
}

/** Works on a run to its end. */
export async function workOn(model: LedgerModel, user: LedgerUser, { run, runId }: Both): Promise<void> {
  await user.work(runId)
  // A run that used up its time slice is requeued behind waiting jobs.
  while ((await user.progressOf(runId)).status === 'RUNNING') await user.work(runId)
  await followRun(model, user, { run, runId })
  if (!isOver(run)) throw new Error(`The run is still ${run.status} after its last page.`)
}

/** Advances the model to the stored page; after a fault the model cannot predict how far the run got. */
export async function followRun(
  model: LedgerModel,
  user: LedgerUser,
  { run, runId }: Both,
  injected = false,
): Promise<void> {
  if (isOver(run)) return
  const { status, page } = await user.progressOf(runId)
  if (page < run.pages) throw new Error(`Page ${page} cannot follow page ${run.pages}.`)
  model.advance(run, page)
  if (injected) run.failures += 1
  if (status === 'COMPLETED' && model.isComplete(run)) model.end(run, status)
  else if (status === 'FAILED' && run.failures >= maxFailures) model.end(run, status)
  else if (status === 'RUNNING' || (status === 'QUEUED' && page === 0)) run.status = status
  else throw new Error(`The run is ${status} after ${page} pages and ${run.failures} failures.`)
}
