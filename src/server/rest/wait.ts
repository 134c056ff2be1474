import type { Call } from './call.ts'
import type { Reply } from './endpoint.ts'
import { importProgress, type Run } from './operations.ts'
import { Refusal } from './statuses.ts'

/** Seconds to wait for the end of an import: by default and at most. */
export const wait = { usual: 50, max: 110 } as const

/** Returns the seconds to wait as the header `Prefer` asks, and the preference that was followed; null for none. */
export function waitAsPreferred(prefer: string | string[] | undefined): { seconds: number; applied: string | null } {
  const preferences = String(prefer ?? '')
    .replace(/"[^"]*"/g, (quoted) => quoted.replaceAll(',', ''))
    .split(',')
    .map((preference) => preference.trim())
  const asked = preferences.map((preference) => /^wait\s*=\s*"?(\d{1,15})"?$/i.exec(preference)?.[1]).find(Boolean)
  if (asked !== undefined) {
    const seconds = Math.min(Number(asked), wait.max)
    return { seconds, applied: `wait=${seconds}` }
  }
  const isAsync = preferences.some((preference) => preference.toLowerCase() === 'respond-async')
  return isAsync ? { seconds: 0, applied: 'respond-async' } : { seconds: wait.usual, applied: null }
}

/** Waits for the end of a run and returns its counts, or 202 with its address if it is not over by then. */
export async function replyWhenOver(call: Call, { listId, runId }: { listId: string; runId: string }): Promise<Reply> {
  const { seconds, applied } = waitAsPreferred(call.req.headers['prefer'])
  const run = await call.lastOf(importProgress, { runId }, seconds)
  const headers = applied === null ? {} : { 'preference-applied': applied }
  if (run && isOver(run)) return { status: 200, body: countsOf(run, listId), headers }
  return {
    status: 202,
    body: { listId, runId, status: run?.status ?? 'QUEUED' },
    headers: { location: `/api/runs/${runId}`, ...headers },
  }
}

/** Returns whether a run has ended. */
export function isOver({ status }: Run): boolean {
  return status === 'COMPLETED' || status === 'CANCELLED' || status === 'FAILED'
}

/** Returns the counts of a finished run; throws a Refusal (422) for a failed one. */
export function countsOf({ id, status, dataType, counts, error, list }: Run, listId = list?.id ?? null) {
  if (status === 'FAILED') {
    const { code, message } = error ?? { code: 'IMPORT_FAILED', message: 'The import failed.' }
    throw new Refusal(code, message, { runId: id }, 422)
  }
  const { imported, blocked, crossListSkipped, total, companiesCreated } = counts
  const type = dataType === 'PEOPLE' ? 'people' : 'companies'
  return { listId, imported, blocked, crossListSkipped, total: total ?? 0, dataType: type, companiesCreated }
}
