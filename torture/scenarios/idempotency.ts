import { randomUUID } from 'node:crypto'
import { createList } from '../../src/lists/create.ts'
import { seeded } from '../../src/samples/random.ts'
import { createToken } from '../../src/users/tokens.ts'
import { createUser } from '../../src/users/users.ts'
import type { ScenarioDatabase } from '../harness/environment.ts'
import { findViolations } from '../harness/invariants.ts'
import { installGate, loseResponses } from '../harness/lost-responses.ts'
import type { Scenario } from '../harness/scenario.ts'
import type { ServerProcess } from '../harness/server-process.ts'
import {
  type Caller,
  type StartMutation,
  type StartResult,
  startImport,
  startMutations,
} from '../harness/start-import.ts'

/** One call repeated concurrently, with another input, and after a server died before it could respond. */
export const idempotency: Scenario<'calls' | 'crashes'> = {
  name: 'idempotency',
  promise:
    'Calls with one idempotency key start one import, however often they are repeated, on any server, and even if a response was lost.',
  counts: { calls: { sample: 30, ci: 100, full: 100 }, crashes: { sample: 1, ci: 6, full: 60 } },
  async run({ environment, counts, seed, report }) {
    const database = await environment.createDatabase()
    await installGate(database.pool)
    const start = () => environment.startServer({ ROLE: 'api', DATABASE_URL: database.url, RATE_LIMIT_PER_USER: '0' })
    let [victim, server] = await Promise.all([start(), start()])
    const violations: string[] = []
    const figures = { calls: 0, runs: 0, replays: 0, conflicts: 0, crashes: 0, firstAnswers: 0 }

    for (const startMutation of startMutations) {
      const call = await openCall(database, startMutation, seed)
      const servers = [victim, server]
      const answers = await Promise.all(
        Array.from({ length: counts.calls }, (_, number) => call.to(servers[number % 2] ?? server)),
      )
      const kinds = new Set(answers.map((answer) => JSON.stringify(answer)))
      if (kinds.size !== 1)
        violations.push(
          `${startMutation}: ${kinds.size} different responses, such as ${[...kinds].slice(0, 2).join(' and ')}`,
        )
      figures.calls += answers.length
      figures.replays += answers.filter(({ runId }) => runId !== undefined).length - 1
      const { runs, problems } = await call.review(answers[0])
      figures.runs += runs
      violations.push(...problems)
      const { code } = await call.to(server, { skipExistingCustomers: false })
      if (code === 'IDEMPOTENCY_CONFLICT') figures.conflicts += 1
      else violations.push(`${startMutation}: another input with the same key returned ${code}`)
      violations.push(...(await call.review(answers[0])).problems)
    }

    const random = seeded(seed)
    for (let crash = 0; crash < counts.crashes; crash++) {
      const startMutation = startMutations[Math.floor(random() * startMutations.length)] ?? 'importSalesNav'
      const call = await openCall(database, startMutation, seed + 1 + crash)
      const lostResponses = await loseResponses(database.pool)
      const lost = call.to(victim).then(
        (answer) => violations.push(`${startMutation}: a killed server responded ${JSON.stringify(answer)}`),
        () => undefined,
      )
      await lostResponses.committed()
      await victim.kill()
      await lost
      await lostResponses.release()
      figures.crashes += 1
      const again = await Promise.all([call.to(server), call.to(server)])
      const { problems, runId } = await call.review(again[0])
      violations.push(...problems)
      if (again.every((answer) => answer.runId === runId)) figures.firstAnswers += 1
      else violations.push(`${startMutation}: after the crash it returned ${JSON.stringify(again)}`)
      // The surviving server is the next to be killed.
      if (crash + 1 < counts.crashes) [victim, server] = [server, await start()]
      if ((crash + 1) % 10 === 0) report(`${crash + 1} crashes of ${counts.crashes}`)
    }
    violations.push(...(await findViolations(database.pool)))
    return { figures, violations }
  },
}

const rows = 40
const credits = 25

/** A call with an idempotency key by a new user whose credits cover only a part of it. */
async function openCall({ pool }: ScenarioDatabase, startMutation: StartMutation, number: number) {
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
  const input = { ...(await inputs[startMutation]()), idempotencyKey: 'key' }
  return {
    to: ({ url }: ServerProcess, other: object = {}): Promise<StartResult> => {
      const caller: Caller = { url, token }
      return startImport(caller, startMutation, { ...input, ...other })
    },
    /** Compares what the calls stored with what a single call stores. */
    async review(answer: StartResult | undefined) {
      const found = await pool.query<{ runId: string; listId: string; maxResults: number | null; wasCapped: boolean }>(
        `SELECT id AS "runId", list_id AS "listId", max_results AS "maxResults", was_capped AS "wasCapped"
         FROM import_runs WHERE owner_id = $1`,
        [userId],
      )
      const [run] = found.rows
      const { rows: left } = await pool.query<Record<string, number>>(storedCounts, [userId])
      const problems: string[] = []
      const check = (what: string, is: unknown, shouldBe: unknown) => {
        if (JSON.stringify(is) === JSON.stringify(shouldBe)) return
        problems.push(`${startMutation}: ${what} is ${JSON.stringify(is)} and not ${JSON.stringify(shouldBe)}`)
      }
      const uploads = startMutation === 'importSalesNav' ? 0 : 1
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
      if (startMutation === 'importSalesNav')
        check('its cap', [answer?.maxResults, run?.maxResults, answer?.wasCapped], [credits, credits, true])
      return { problems, runs: found.rows.length, runId: run?.runId }
    },
  }
}

const storedCounts = `
  SELECT (SELECT count(*)::int FROM import_runs WHERE owner_id = $1) AS runs,
    (SELECT count(*)::int FROM lists WHERE owner_id = $1) AS lists,
    (SELECT count(*)::int FROM graphile_worker._private_jobs JOIN import_runs ON payload ->> 'runId' = import_runs.id::text
     WHERE owner_id = $1) AS jobs,
    (SELECT count(*)::int FROM uploads WHERE owner_id = $1) AS uploads,
    (SELECT count(*)::int FROM credit_entries WHERE user_id = $1 AND kind = 'RESERVE') AS reservations,
    (SELECT reserved FROM credit_accounts WHERE user_id = $1) AS reserved`
