import * as z from 'zod'
import type { Log } from '../log.ts'

interface Payloads {
  import: { runId: string }
  sweep: Record<string, never>
  'recover-imports': Record<string, never>
  'connect-account': { userId: number; providerAccountId: string }
  'refresh-account': { accountId: string }
  'sync-accounts': Record<string, never>
  /** Lets go on what waits for an account that is usable now. */
  'resume-account': { accountId: string }
  'enrich-companies': { listId: string }
  'recover-enrichments': Record<string, never>
}

/** The name of a task. */
export type TaskName = keyof Payloads

/** What a job of that task is given. */
export type Payload<N extends TaskName> = Payloads[N]

// The queue adds a field of its own to what it enqueues by the clock.
const nothing = z.object({}).transform(() => ({}))

/** Every task with the shape of its payload: ids only, since the database holds the rest. */
export const catalog: { readonly [N in TaskName]: z.ZodType<Payloads[N]> } = {
  import: z.object({ runId: z.uuid() }),
  sweep: nothing,
  'recover-imports': nothing,
  'connect-account': z.object({ userId: z.int(), providerAccountId: z.string() }),
  'refresh-account': z.object({ accountId: z.uuid() }),
  'sync-accounts': nothing,
  'resume-account': z.object({ accountId: z.uuid() }),
  'enrich-companies': z.object({ listId: z.uuid() }),
  'recover-enrichments': nothing,
}

/** The tasks that run by the clock, once for all workers together. */
export const schedule: readonly { task: TaskName; match: string }[] = [
  { task: 'sweep', match: '0 * * * *' },
  { task: 'recover-imports', match: '* * * * *' },
  { task: 'sync-accounts', match: '17 * * * *' },
  { task: 'recover-enrichments', match: '* * * * *' },
]

/** What a running job knows of its worker. */
export interface JobContext {
  /** Aborts when the worker stops or is no longer known to be alive: finish the page in hand, then throw or return. */
  readonly signal: AbortSignal
  readonly log: Log
}

/** One function per task; throwing gives the job back for another attempt. */
export type Tasks = { readonly [N in TaskName]: (payload: Payload<N>, job: JobContext) => Promise<void> }
