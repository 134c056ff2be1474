import { setTimeout as delay } from 'node:timers/promises'
import * as z from 'zod'
import { createList } from '../../src/lists/create.ts'
import { seeded } from '../../src/samples/random.ts'
import { createToken } from '../../src/users/tokens.ts'
import { createUser } from '../../src/users/users.ts'
import type { AccountState, ImportLoad } from './concurrent-callers.ts'
import type { ScenarioDatabase } from './environment.ts'
import { ask, type StartMutation, type StartResult, startImport } from './start-import.ts'

/** A new user's account, with imports of all kinds sent through the server's API. */
export interface AccountLoad extends ImportLoad {
  /** Responses that no user should get. */
  readonly unexpected: ReadonlySet<string>
  /** Returns how many calls were refused for lack of credits. */
  readonly refused: () => number
  /** Checks the finished account: the ledger at every entry, and the runs that their credits did not cover. */
  review(): Promise<{ entries: number; lowestSum: number; partlyPaidRuns: number; violations: string[] }>
}

/** Creates a user with `granted` credits whose imports have `rows` rows each. */
export async function openAccountLoad(
  { pool }: ScenarioDatabase,
  url: string,
  { name, granted, rows, seed }: { name: string; granted: number; rows: number; seed: number },
): Promise<AccountLoad> {
  const { id: userId } = await createUser(pool, { email: `${name}@example.com`, name, credits: granted })
  const caller = { url, token: (await createToken(pool, userId)).token }
  const sharedList = await createList(pool, userId, 'Shared')
  const unexpected = new Set<string>()
  let refused = 0

  const inputOf = (number: number): [StartMutation, object] => {
    if (number % 10 === 9) {
      const search = `https://www.linkedin.com/sales/search/people?query=(keywords:${name}-${seed}-${number})`
      return ['importSalesNav', { url: search, listName: `Search ${number}`, maxResults: rows }]
    }
    const csvText = fileOf(number, rows, seeded(seed * 1_000 + number))
    const file = { csvText, dataType: 'PEOPLE', personMapping: { fullName: 'name', email: 'email' } }
    return number % 3 === 2
      ? ['importIntoList', { ...file, listId: sharedList }]
      : ['createListWithImport', { ...file, name: `File ${number}` }]
  }

  return {
    unexpected,
    refused: () => refused,
    async start(number) {
      const answer = await startImport(caller, ...inputOf(number))
      if (answer.runId !== undefined) return true
      refused += 1
      if (!isTyped(answer)) unexpected.add(`a call was refused with ${JSON.stringify(answer)}`)
      return false
    },
    async settled() {
      for (;;) {
        const { rowCount } = await pool.query(
          "SELECT FROM import_runs WHERE owner_id = $1 AND status IN ('QUEUED', 'RUNNING', 'PAUSED') LIMIT 1",
          [userId],
        )
        if (rowCount === 0) return
        await delay(20)
      }
    },
    async readState() {
      const [{ viewer }, { rows: found }] = await Promise.all([
        ask(caller, '{ viewer { credits { balance available } } }', viewerShape),
        pool.query<AccountState>(accountState, [userId]),
      ])
      const [stored] = found
      if (stored === undefined) throw new Error('The account no longer exists.')
      // The lower of two readings: the API's and the tables'.
      const lower = (name: 'balance' | 'available') => Math.min(stored[name], viewer.credits[name])
      return { ...stored, balance: lower('balance'), available: lower('available') }
    },
    async review() {
      const sums = await pool.query<{ entries: number; lowest: number }>(runningSums, [userId])
      const { entries, lowest: lowestSum } = sums.rows[0] ?? { entries: 0, lowest: 0 }
      const { rows: runs } = await pool.query<{ sound: boolean; run: string }>(partlyPaid, [userId])
      const violations = runs.filter(({ sound }) => !sound).map(({ run }) => `a partly paid run ended as ${run}`)
      if (lowestSum < 0) violations.push(`the ledger once summed up to ${lowestSum}`)
      return { entries, lowestSum, partlyPaidRuns: runs.length, violations }
    },
  }
}

const viewerShape = z.object({ viewer: z.object({ credits: z.object({ balance: z.int(), available: z.int() }) }) })

/** A single statement, so that all values are of the same moment. */
const accountState = `
  SELECT balance, balance - reserved AS available, granted, charged, (SELECT count(*)::int FROM list_rows WHERE owner_id = $1) AS landed
  FROM credit_accounts CROSS JOIN LATERAL (
    SELECT COALESCE(sum(quantity) FILTER (WHERE kind = 'GRANT'), 0)::int AS granted,
      COALESCE(sum(quantity) FILTER (WHERE kind = 'CAPTURE'), 0)::int AS charged
    FROM credit_entries WHERE user_id = $1) ledger
  WHERE user_id = $1`

/** The lowest available or reserved amount after any ledger entry. */
const runningSums = `
  SELECT count(*)::int AS entries, min(least(held, balance - held))::int AS lowest FROM (
    SELECT sum(amount) OVER so_far AS balance, sum(reserved_amount) OVER so_far AS held
    FROM credit_entries WHERE user_id = $1 WINDOW so_far AS (ORDER BY id)) sums`

/** The runs that ran out of credits: a file has spent all its credits and counts every unpaid row, a search stops. */
const partlyPaid = `
  SELECT row_to_json(run)::text AS run,
    status = 'COMPLETED' AND reserved = imported + released
      AND total = imported + merged + cross_list_skipped + blocked + invalid + unaffordable
      AND CASE kind WHEN 'CSV' THEN released = 0 AND unaffordable > 0 ELSE reserved = max_results AND unaffordable = 0 END AS sound
  FROM (SELECT kind, status, max_results, reserved, released, total, imported, merged, cross_list_skipped, blocked, invalid, unaffordable
    FROM import_runs WHERE owner_id = $1 AND (was_capped OR unaffordable > 0)) run`

function isTyped({ __typename, code, required, available }: StartResult): boolean {
  return (
    __typename === 'InsufficientCreditsError' && code === 'INSUFFICIENT_CREDITS' && required === 1 && available === 0
  )
}

/** Returns a file with its own people, some of them duplicated, others that are in every file, and rows that identify no one. */
function fileOf(number: number, rows: number, random: () => number): string {
  const lines = Array.from({ length: rows }, (_, row) => {
    const chance = random()
    if (chance < 0.05) return '-,-'
    if (chance < 0.15) return `Everybody ${row % 20},everybody${row % 20}@x.example`
    const person = chance < 0.25 ? Math.floor(random() * (row + 1)) : row
    return `Person ${number} ${person},p${number}-${person}@x.example`
  })
  return `name,email\n${lines.join('\n')}\n`
}
