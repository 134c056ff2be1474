import { setTimeout as delay } from 'node:timers/promises'
import type pg from 'pg'
import * as z from 'zod'
import { pick, seeded } from '../../src/samples/random.ts'
import { errorLogsOf } from '../harness/error-logs.ts'
import { type ImportFixture, openImportFixture, type TestUser } from '../harness/import-fixture.ts'
import { findViolations } from '../harness/invariants.ts'
import type { Outcome, Scenario, Trial } from '../harness/scenario.ts'
import { ask } from '../harness/start-import.ts'

/** Concurrent runs, each of another user. */
const concurrency = 4
/** Rows of a run, and its number of pages. */
const rows = 300
const search = { kind: 'SALES_NAV', pages: 3 } as const
const file = { kind: 'CSV', pages: 12 } as const
/** Milliseconds within which the next page has started, or the run has ended. */
const maxDelay = 20

/** Cancels imports at random moments, from before the first page until after the end. */
export const cancel: Scenario<'runs'> = {
  name: 'cancel',
  promise:
    'Cancelling an import ends it by the time the response arrives: nothing is imported or charged afterwards. If the import had already ended, the response says so.',
  counts: { runs: { sample: 10, ci: 100, full: 1_000 } },
  run,
}

/** The responses to the cancellation of a run. */
interface CancelledRun {
  readonly runId: string
  readonly before: string
  readonly answers: readonly Answer[]
}

async function run({ environment, counts, seed, report }: Trial<'runs'>): Promise<Outcome> {
  const fixture = await openImportFixture(environment)
  const users = await Promise.all(Array.from({ length: concurrency }, (_, lane) => fixture.createUser(`user${lane}`)))
  const attempts: CancelledRun[] = []
  let next = 0
  await Promise.all(
    users.map(async (user) => {
      for (let number = next++; number < counts.runs; number = next++) {
        attempts.push(await cancelAtRandom(fixture, user, { number, random: seeded(seed * 10_000 + number) }))
        if (attempts.length % 50 === 0) report(`${attempts.length} runs`)
      }
    }),
  )
  await fixture.waitUntilIdle()
  const violations = [
    ...(await findContradictions(fixture.pool, attempts)),
    ...(await findViolations(fixture.pool)),
    ...(await fixture.findFailedJobs()),
    ...errorLogsOf([fixture.server]),
  ]
  const from = (state: string) => attempts.filter(({ before }) => before === state).length
  const cancelled = attempts.filter(({ answers }) => answers.some(({ run }) => run))
  return {
    figures: {
      runs: attempts.length,
      whileQueued: from('QUEUED'),
      whileRunning: from('RUNNING'),
      whilePaused: from('PAUSED'),
      afterTheEnd: from('COMPLETED'),
      cancelled: cancelled.length,
      cancelledMidImport: cancelled.filter(({ answers }) => (answers[0]?.run?.counts.processed ?? 0) > 0).length,
      refused: attempts.length - cancelled.length,
    },
    violations,
  }
}

/** Starts a run and cancels it at a random moment, sometimes with several concurrent calls. */
async function cancelAtRandom(
  fixture: ImportFixture,
  user: TestUser,
  { number, random }: { number: number; random: () => number },
): Promise<CancelledRun> {
  const isPaused = number % 10 === 9
  const { kind, pages } = isPaused ? search : pick([file, file, search], random)
  const page = Math.floor(random() * (pages + 1))
  if (isPaused) await setNextRequest(fixture.pool, user.userId, "now() + interval '1 hour'")
  const { runId } = await user.start(kind, { number, rows })
  if (isPaused) await fixture.waitForStatus(runId, 'PAUSED')
  else if (page > 0) await fixture.waitForPage(runId, page)
  await delay(random() < 0.5 ? 0 : random() * maxDelay)
  const before = await fixture.statusOf(runId)
  const times = pick([1, 1, 2, 3], random)
  const answers = await Promise.all(Array.from({ length: times }, () => cancelImport(user, runId)))
  if (isPaused) await setNextRequest(fixture.pool, user.userId, 'NULL')
  return { runId, before, answers }
}

async function setNextRequest(pool: pg.Pool, userId: number, until: string): Promise<void> {
  await pool.query(`UPDATE linkedin_accounts SET next_request_at = ${until} WHERE user_id = $1`, [userId])
}

const answer = z.object({
  code: z.string().optional(),
  message: z.string().optional(),
  run: z
    .object({ status: z.string(), version: z.int(), counts: z.object({ processed: z.int(), imported: z.int() }) })
    .optional(),
})
type Answer = z.infer<typeof answer>

async function cancelImport({ caller }: TestUser, runId: string): Promise<Answer> {
  const { cancelImport } = await ask(
    caller,
    `mutation ($runId: ID!) {
      cancelImport(input: { runId: $runId }) {
        ... on Error { code message }
        ... on CancelImportPayload { run { status version counts { processed imported } } }
      }
    }`,
    z.object({ cancelImport: answer }),
    { runId },
  )
  return cancelImport
}

/** Returns where a stored run contradicts the responses about it. */
async function findContradictions(pool: pg.Pool, attempts: readonly CancelledRun[]): Promise<string[]> {
  const { rows } = await pool.query<Stored>(
    `SELECT id, status::text, version, imported, reserved - released AS used, (SELECT count(*)::int FROM list_rows WHERE list_id = r.list_id) AS landed,
       imported + merged + cross_list_skipped + blocked + invalid + unaffordable AS processed
     FROM import_runs r`,
  )
  const stored = new Map(rows.map((row) => [row.id, row]))
  return attempts.flatMap(({ runId, answers }) => {
    const run = stored.get(runId)
    if (run === undefined) return [`run ${runId} is missing`]
    const found = answers
      .filter((response) => !agrees(response, run))
      .map((response) => `returned ${JSON.stringify(response)}`)
    if (run.landed !== run.imported || run.used !== run.imported)
      found.push('has another number of leads than it counted')
    return found.map((what) => `a run that ${what} is ${JSON.stringify(run)}`)
  })
}

interface Stored {
  id: string
  status: string
  version: number
  imported: number
  used: number
  landed: number
  processed: number
}

function agrees({ run, code, message }: Answer, stored: Stored): boolean {
  if (run === undefined) {
    return code === 'RUN_NOT_CANCELLABLE' && stored.status === 'COMPLETED' && message?.includes('COMPLETED') === true
  }
  return (
    run.status === 'CANCELLED' &&
    stored.status === 'CANCELLED' &&
    run.version === stored.version &&
    run.counts.processed === stored.processed &&
    run.counts.imported === stored.imported
  )
}
