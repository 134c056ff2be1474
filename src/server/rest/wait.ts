import type { Call } from './call.ts'
import type { Reply } from './endpoint.ts'
import { importProgress, type Run } from './operations.ts'
import { Refusal } from './statuses.ts'

/** Seconds to wait for the end of an import: by default and at most. */
export const wait = { usual: 50, max: 110 } as const

/** Returns the seconds that the header `Prefer` asks to wait. */
export function secondsToWait(prefer: string | string[] | undefined): number {
  const asked = /(?:^|[,;\s])wait\s*=\s*"?(\d{1,9})"?/i.exec(String(prefer ?? ''))?.[1]
  return asked === undefined ? wait.usual : Math.min(Number(asked), wait.max)
}

/** Waits for a run to end and returns its counts, or 202 with the run's URL if it is still running. */
export async function replyWhenOver(call: Call, { listId, runId }: { listId: string; runId: string }): Promise<Reply> {
  const { prefer } = call.req.headers
  const seconds = secondsToWait(prefer)
  const run = await call.lastOf(importProgress, { runId }, seconds)
  const applied = prefer === undefined ? {} : { 'preference-applied': `wait=${seconds}` }
  if (run && isOver(run)) return { status: 200, body: countsOf(run, listId), headers: applied }
  return {
    status: 202,
    body: { listId, runId, status: run?.status ?? 'QUEUED' },
    headers: { location: `/api/runs/${runId}`, ...applied },
  }
}

/** Returns whether a run has ended. */
export function isOver({ status }: Run): boolean {
  return status === 'COMPLETED' || status === 'CANCELLED' || status === 'FAILED'
}

/** Returns the counts of a run that is over; throws a Refusal (422) for one that failed. */
export function countsOf({ id, status, dataType, counts, error, list }: Run, listId = list?.id ?? null) {
  if (status === 'FAILED') {
    const { code, message } = error ?? { code: 'IMPORT_FAILED', message: 'The import failed.' }
    throw new Refusal(code, message, { runId: id }, 422)
  }
  const { imported, blocked, crossListSkipped, total, companiesCreated } = counts
  const type = dataType === 'PEOPLE' ? 'people' : 'companies'
  return { listId, imported, blocked, crossListSkipped, total: total ?? 0, dataType: type, companiesCreated }
}
