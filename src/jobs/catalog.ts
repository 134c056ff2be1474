import * as z from 'zod'
import type { Log } from '../log.ts'

// graphile-worker adds a field to the payload of scheduled jobs.
const nothing = z.object({}).transform((): Record<string, never> => ({}))

/** The payloads hold ids only, because the database holds the rest. */
const schemas = {
  import: z.object({ runId: z.uuid() }),
  /** Imports a Sales Navigator search. */
  'import-search': z.object({ runId: z.uuid() }),
  'undo-import': z.object({ ownerId: z.int(), runId: z.uuid() }),
  sweep: nothing,
  'recover-imports': nothing,
  'connect-account': z.object({ userId: z.int(), providerAccountId: z.string() }),
  'refresh-account': z.object({ accountId: z.uuid() }),
  'sync-accounts': nothing,
  /** Recomputes the stored keys of a user after an upgrade. */
  'upgrade-keys': z.object({ ownerId: z.int() }),
  /** Resumes the runs that wait for an account that is usable again. */
  'resume-account': z.object({ accountId: z.uuid() }),
  'enrich-companies': z.object({ listId: z.uuid() }),
  'recover-enrichments': nothing,
  /** Sends the due deliveries of a webhook. */
  'deliver-webhook': z.object({ ownerId: z.int(), webhookId: z.uuid() }),
  'recover-webhooks': nothing,
  /** Indexes new rows for searches. */
  'index-search': nothing,
}

/** The name of a task. */
export type TaskName = keyof typeof schemas

/** The payload of a task's jobs. */
export type Payload<N extends TaskName> = z.output<(typeof schemas)[N]>

/** The schema of each task's payload. */
export const catalog: { readonly [N in TaskName]: z.ZodType<Payload<N>> } = schemas

const taskNames: readonly TaskName[] = Object.keys(schemas).filter((name): name is TaskName => name in schemas)

/** Tasks that wait for the servers of strangers, or of a provider. Each kind has workers of its own, so that no other job waits for it. */
export const outgoingTasks: readonly TaskName[] = ['deliver-webhook']
export const enrichmentTasks: readonly TaskName[] = ['enrich-companies']
export const linkedInTasks: readonly TaskName[] = [
  'import-search',
  'connect-account',
  'refresh-account',
  'sync-accounts',
]
const waitingTasks = [...outgoingTasks, ...enrichmentTasks, ...linkedInTasks]
/** Tasks that need the database only. */
export const ownTasks: readonly TaskName[] = taskNames.filter((name) => !waitingTasks.includes(name))

/** The flag of jobs that may run for long. */
export const longJob = 'long'

/** The scheduled tasks, as cron patterns in UTC; each runs once across all workers. */
export const schedule: readonly { task: TaskName; match: string }[] = [
  { task: 'sweep', match: '0 * * * *' },
  { task: 'recover-imports', match: '* * * * *' },
  { task: 'sync-accounts', match: '17 * * * *' },
  { task: 'recover-enrichments', match: '* * * * *' },
  { task: 'recover-webhooks', match: '* * * * *' },
  { task: 'index-search', match: '* * * * *' },
]

/** What a worker passes to each job. */
export interface JobContext {
  /** Aborts when the worker stops or can no longer prove that it is alive: finish the current page, then throw or return. */
  readonly signal: AbortSignal
  readonly log: Log
  /** Jobs of a lower number run first. */
  readonly priority: number
}

/** One function per task; throwing returns the job to the queue for another attempt. */
export type Tasks = { readonly [N in TaskName]: (payload: Payload<N>, job: JobContext) => Promise<void> }
