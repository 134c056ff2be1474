import { setTimeout as delay } from 'node:timers/promises'
import type pg from 'pg'
import * as z from 'zod'
import { pick, seeded } from '../../src/samples/random.ts'
import { errorLogsOf } from '../harness/error-logs.ts'
import { type ImportFixture, openImportFixture, type TestUser } from '../harness/import-fixture.ts'
import { findBroken } from '../harness/invariants.ts'
import type { Outcome, Scenario, Trial } from '../harness/scenario.ts'
import { ask } from '../harness/start-import.ts'

/** Runs that are under way at once, each of another user. */
const lanes = 4
/** What a run has, and how many pages that makes. */
const rows = 300
const search = { kind: 'SALES_NAV', pages: 3 } as const
const file = { kind: 'CSV', pages: 12 } as const
/** Milliseconds after a page in which its successor is under way, and a last page followed by the end. */
const maxDelay = 20

/** Cancels at random moments, from before the first page until after the end. */
export const cancel: Scenario<'runs'> = {
  name: 'cancel',
  promise:
    'Whenever an import is cancelled, it is over with the answer: nothing lands or is charged afterwards; or the answer says how it had ended.',
  counts: { runs: { sample: 10, ci: 200, full: 1_000 } },
  run,
}

/** What a call was answered about a run. */
interface Answered {
  readonly runId: string
  readonly before: string
  readonly answers: readonly Answer[]
}

async function run({ world, counts, seed, say }: Trial<'runs'>): Promise<Outcome> {
  const playground = await openImportFixture(world)
  const players = await Promise.all(
    Array.from({ length: lanes }, (_, lane) => playground.createPlayer(`player${lane}`)),
  )
  const answered: Answered[] = []
  let next = 0
  await Promise.all(
    players.map(async (player) => {
      for (let number = next++; number < counts.runs; number = next++) {
        answered.push(await cancelSometime(playground, player, { number, random: seeded(seed * 10_000 + number) }))
        if (answered.length % 50 === 0) say(`${answered.length} runs`)
      }
    }),
  )
  await playground.quiet()
  const broken = [
    ...(await findContradictions(playground.pool, answered)),
    ...(await findBroken(playground.pool)),
    ...(await playground.findFailedJobs()),
    ...errorLogsOf([playground.server]),
  ]
  const from = (state: string) => answered.filter(({ before }) => before === state).length
  const cancelled = answered.filter(({ answers }) => answers.some(({ run }) => run))
  return {
    figures: {
      runs: answered.length,
      whileQueued: from('QUEUED'),
      whileRunning: from('RUNNING'),
      whilePaused: from('PAUSED'),
      afterTheEnd: from('COMPLETED'),
      cancelled: cancelled.length,
      cancelledInMidImport: cancelled.filter(({ answers }) => (answers[0]?.run?.counts.processed ?? 0) > 0).length,
      refused: answered.length - cancelled.length,
    },
    broken,
  }
}

/** Starts a run and cancels it at a random moment, now and then by several calls at once. */
async function cancelSometime(
  playground: ImportFixture,
  player: TestUser,
  { number, random }: { number: number; random: () => number },
): Promise<Answered> {
  const isPaused = number % 10 === 9
  const { kind, pages } = isPaused ? search : pick([file, file, search], random)
  const page = Math.floor(random() * (pages + 1))
  if (isPaused) await letRest(playground.pool, player.userId, "now() + interval '1 hour'")
  const { runId } = await player.start(kind, { number, rows })
  if (isPaused) await playground.becomes(runId, 'PAUSED')
  else if (page > 0) await playground.reaches(runId, page)
  await delay(random() < 0.5 ? 0 : random() * maxDelay)
  const before = await playground.statusOf(runId)
  const times = pick([1, 1, 2, 3], random)
  const answers = await Promise.all(Array.from({ length: times }, () => cancelImport(player, runId)))
  if (isPaused) await letRest(playground.pool, player.userId, 'NULL')
  return { runId, before, answers }
}

async function letRest(pool: pg.Pool, userId: number, until: string): Promise<void> {
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

/** Where a run is not, when all is over, what was answered about it. */
async function findContradictions(pool: pg.Pool, answered: readonly Answered[]): Promise<string[]> {
  const { rows } = await pool.query<Stored>(
    `SELECT id, status::text, version, imported, reserved - released AS used, (SELECT count(*)::int FROM list_rows WHERE list_id = r.list_id) AS landed,
       imported + merged + cross_list_skipped + blocked + invalid + unaffordable AS processed
     FROM import_runs r`,
  )
  const stored = new Map(rows.map((row) => [row.id, row]))
  return answered.flatMap(({ runId, answers }) => {
    const run = stored.get(runId)
    if (run === undefined) return [`run ${runId} is gone`]
    const found = answers.filter((given) => !agrees(given, run)).map((given) => `was answered ${JSON.stringify(given)}`)
    if (run.landed !== run.imported || run.used !== run.imported) found.push('holds more, or less, than it landed')
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
