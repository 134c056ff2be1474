import { randomUUID } from 'node:crypto'
import { createList } from '../../src/lists/create.ts'
import { seeded } from '../../src/samples/random.ts'
import { createToken } from '../../src/users/tokens.ts'
import { createUser } from '../../src/users/users.ts'
import type { WorldDatabase } from '../harness/environment.ts'
import { findBroken } from '../harness/invariants.ts'
import { buildGate, loseResponses } from '../harness/lost-responses.ts'
import type { Scenario } from '../harness/scenario.ts'
import type { ServerProcess } from '../harness/server-process.ts'
import { type Caller, type StartAnswer, type Starter, starters, startImport } from '../harness/start-import.ts'

/** One call many times at once, with another input, and after the server died before it could answer. */
export const idempotency: Scenario<'calls' | 'crashes'> = {
  name: 'idempotency',
  promise:
    'A call with a key starts one import, however often it comes, to whichever server, and whatever became of its answer.',
  counts: { calls: { sample: 30, ci: 100, full: 100 }, crashes: { sample: 1, ci: 12, full: 60 } },
  async run({ world, counts, seed, say }) {
    const database = await world.createDatabase()
    await buildGate(database.pool)
    const start = () => world.startServer({ ROLE: 'api', DATABASE_URL: database.url, RATE_LIMIT_PER_TOKEN: '0' })
    let [doomed, server] = await Promise.all([start(), start()])
    const broken: string[] = []
    const figures = { calls: 0, runs: 0, replays: 0, conflicts: 0, crashes: 0, firstAnswers: 0 }

    for (const starter of starters) {
      const call = await openCall(database, starter, seed)
      const servers = [doomed, server]
      const answers = await Promise.all(
        Array.from({ length: counts.calls }, (_, number) => call.to(servers[number % 2] ?? server)),
      )
      const kinds = new Set(answers.map((answer) => JSON.stringify(answer)))
      if (kinds.size !== 1)
        broken.push(`${starter}: ${kinds.size} different answers, such as ${[...kinds].slice(0, 2).join(' and ')}`)
      figures.calls += answers.length
      figures.replays += answers.filter(({ runId }) => runId !== undefined).length - 1
      const { runs, problems } = await call.review(answers[0])
      figures.runs += runs
      broken.push(...problems)
      const { code } = await call.to(server, { skipExistingCustomers: false })
      if (code === 'IDEMPOTENCY_CONFLICT') figures.conflicts += 1
      else broken.push(`${starter}: another input with the same key was answered with ${code}`)
      broken.push(...(await call.review(answers[0])).problems)
    }

    const random = seeded(seed)
    for (let crash = 0; crash < counts.crashes; crash++) {
      const starter = starters[Math.floor(random() * starters.length)] ?? 'importSalesNav'
      const call = await openCall(database, starter, seed + 1 + crash)
      const unanswered = await loseResponses(database.pool)
      const lost = call.to(doomed).then(
        (answer) => broken.push(`${starter}: a server that was killed answered ${JSON.stringify(answer)}`),
        () => undefined,
      )
      await unanswered.committed()
      await doomed.kill()
      await lost
      await unanswered.release()
      figures.crashes += 1
      const again = await Promise.all([call.to(server), call.to(server)])
      const { problems, runId } = await call.review(again[0])
      broken.push(...problems)
      if (again.every((answer) => answer.runId === runId)) figures.firstAnswers += 1
      else broken.push(`${starter}: after the crash it was answered with ${JSON.stringify(again)}`)
      // The survivor is the next to die.
      if (crash + 1 < counts.crashes) [doomed, server] = [server, await start()]
      if ((crash + 1) % 10 === 0) say(`${crash + 1} crashes of ${counts.crashes}`)
    }
    broken.push(...(await findBroken(database.pool)))
    return { figures, broken }
  },
}

const rows = 40
const credits = 25

/** A call with a key of a new user, who has credits for a part of what it asks for. */
async function openCall({ pool }: WorldDatabase, starter: Starter, number: number) {
  const email = `${randomUUID()}@example.com`
  const { id: userId } = await createUser(pool, { email, name: 'A', credits })
  const { token } = await createToken(pool, userId)
  const csvText = `name,email\n${Array.from({ length: rows }, (_, row) => `P ${row},p${row}@x.example\n`).join('')}`
  const file = { csvText, dataType: 'PEOPLE', personMapping: { email: 'email' } }
  const url = `https://www.linkedin.com/sales/search/people?query=(keywords:${number})`
  const inputs = {
    createListWithImport: async () => ({ ...file, name: 'A list' }),
    importIntoList: async () => ({ ...file, listId: await createList(pool, userId, 'A list') }),
    importSalesNav: async () => ({ url, maxResults: rows }),
  }
  const input = { ...(await inputs[starter]()), idempotencyKey: 'key' }
  return {
    to: ({ url }: ServerProcess, other: object = {}): Promise<StartAnswer> => {
      const caller: Caller = { url, token }
      return startImport(caller, starter, { ...input, ...other })
    },
    /** What the calls have left behind, which has to be what one leaves. */
    async review(answer: StartAnswer | undefined) {
      const found = await pool.query<{ runId: string; listId: string; maxResults: number | null; wasCapped: boolean }>(
        `SELECT id AS "runId", list_id AS "listId", max_results AS "maxResults", was_capped AS "wasCapped"
         FROM import_runs WHERE owner_id = $1`,
        [userId],
      )
      const [run] = found.rows
      const { rows: left } = await pool.query<Record<string, number>>(leftBehind, [userId])
      const problems: string[] = []
      const check = (what: string, is: unknown, shouldBe: unknown) => {
        if (JSON.stringify(is) === JSON.stringify(shouldBe)) return
        problems.push(`${starter}: ${what} is ${JSON.stringify(is)} and not ${JSON.stringify(shouldBe)}`)
      }
      const uploads = starter === 'importSalesNav' ? 0 : 1
      check('what was left behind', left[0], {
        runs: 1,
        lists: 1,
        jobs: 1,
        uploads,
        reservations: 1,
        reserved: credits,
      })
      check('the run', answer?.runId, run?.runId)
      check('the list', answer?.listId, run?.listId)
      check('whether it is capped', answer?.wasCapped, run?.wasCapped)
      if (starter === 'importSalesNav')
        check('its cap', [answer?.maxResults, run?.maxResults, answer?.wasCapped], [credits, credits, true])
      return { problems, runs: found.rows.length, runId: run?.runId }
    },
  }
}

const leftBehind = `
  SELECT (SELECT count(*)::int FROM import_runs WHERE owner_id = $1) AS runs,
    (SELECT count(*)::int FROM lists WHERE owner_id = $1) AS lists,
    (SELECT count(*)::int FROM graphile_worker._private_jobs JOIN import_runs ON payload ->> 'runId' = import_runs.id::text
     WHERE owner_id = $1) AS jobs,
    (SELECT count(*)::int FROM uploads WHERE owner_id = $1) AS uploads,
    (SELECT count(*)::int FROM credit_entries WHERE user_id = $1 AND kind = 'RESERVE') AS reservations,
    (SELECT reserved FROM credit_accounts WHERE user_id = $1) AS reserved`
