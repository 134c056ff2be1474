import { setTimeout as delay } from 'node:timers/promises'
import * as z from 'zod'
import { createList } from '../../src/lists/create.ts'
import { seeded } from '../../src/samples/random.ts'
import { createToken } from '../../src/users/tokens.ts'
import { createUser } from '../../src/users/users.ts'
import type { Books, Importing } from './concurrent-callers.ts'
import type { WorldDatabase } from './environment.ts'
import { ask, type StartAnswer, type Starter, startImport } from './start-import.ts'

/** The account of a new user, into which all kinds of imports go through the server's own doors. */
export interface OneAccount extends Importing {
  /** What was answered that no user should get, in words. */
  readonly odd: ReadonlySet<string>
  /** How many calls were refused for want of credits. */
  readonly refused: () => number
  /** Looks back when all is over: at each moment of the ledger, and at the runs that their credits didn't cover. */
  review(): Promise<{ entries: number; lowestSum: number; partlyPaidRuns: number; broken: string[] }>
}

/** Makes a user with so many credits; an import has so many rows. */
export async function openAccount(
  { pool }: WorldDatabase,
  url: string,
  { name, granted, rows, seed }: { name: string; granted: number; rows: number; seed: number },
): Promise<OneAccount> {
  const { id: userId } = await createUser(pool, { email: `${name}@example.com`, name, credits: granted })
  const caller = { url, token: (await createToken(pool, userId)).token }
  const sharedList = await createList(pool, userId, 'Shared')
  const odd = new Set<string>()
  let refused = 0

  const inputOf = (number: number): [Starter, object] => {
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
    odd,
    refused: () => refused,
    async start(number) {
      const answer = await startImport(caller, ...inputOf(number))
      if (answer.runId !== undefined) return true
      refused += 1
      if (!isTyped(answer)) odd.add(`a call was refused with ${JSON.stringify(answer)}`)
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
    async books() {
      const [{ viewer }, { rows: found }] = await Promise.all([
        ask(caller, '{ viewer { credits { balance available } } }', seen),
        pool.query<Books>(books, [userId]),
      ])
      const [stored] = found
      if (stored === undefined) throw new Error('The account is gone.')
      // The lower of two looks: one through the API, one into the tables.
      const lower = (name: 'balance' | 'available') => Math.min(stored[name], viewer.credits[name])
      return { ...stored, balance: lower('balance'), available: lower('available') }
    },
    async review() {
      const sums = await pool.query<{ entries: number; lowest: number }>(runningSums, [userId])
      const { entries, lowest: lowestSum } = sums.rows[0] ?? { entries: 0, lowest: 0 }
      const { rows: runs } = await pool.query<{ sound: boolean; run: string }>(partlyPaid, [userId])
      const broken = runs.filter(({ sound }) => !sound).map(({ run }) => `a run that was paid in part ended as ${run}`)
      if (lowestSum < 0) broken.push(`the ledger summed up to ${lowestSum} at a time`)
      return { entries, lowestSum, partlyPaidRuns: runs.length, broken }
    },
  }
}

const seen = z.object({ viewer: z.object({ credits: z.object({ balance: z.int(), available: z.int() }) }) })

/** One statement, so that all is of one moment. */
const books = `
  SELECT balance, balance - reserved AS available, granted, charged, (SELECT count(*)::int FROM list_rows WHERE owner_id = $1) AS landed
  FROM credit_accounts CROSS JOIN LATERAL (
    SELECT COALESCE(sum(quantity) FILTER (WHERE kind = 'GRANT'), 0)::int AS granted,
      COALESCE(sum(quantity) FILTER (WHERE kind = 'CAPTURE'), 0)::int AS charged
    FROM credit_entries WHERE user_id = $1) ledger
  WHERE user_id = $1`

/** The least that was available, or reserved, after any entry of the ledger. */
const runningSums = `
  SELECT count(*)::int AS entries, min(least(held, balance - held))::int AS lowest FROM (
    SELECT sum(amount) OVER so_far AS balance, sum(reserved_amount) OVER so_far AS held
    FROM credit_entries WHERE user_id = $1 WINDOW so_far AS (ORDER BY id)) sums`

/** The runs that credits ran out for: a file has spent all that it had, and counts each row that nobody paid for; a search stops. */
const partlyPaid = `
  SELECT row_to_json(run)::text AS run,
    status = 'COMPLETED' AND reserved = imported + released
      AND total = imported + merged + cross_list_skipped + blocked + invalid + unaffordable
      AND CASE kind WHEN 'CSV' THEN released = 0 AND unaffordable > 0 ELSE reserved = max_results AND unaffordable = 0 END AS sound
  FROM (SELECT kind, status, max_results, reserved, released, total, imported, merged, cross_list_skipped, blocked, invalid, unaffordable
    FROM import_runs WHERE owner_id = $1 AND (was_capped OR unaffordable > 0)) run`

function isTyped({ __typename, code, required, available }: StartAnswer): boolean {
  return (
    __typename === 'InsufficientCreditsError' && code === 'INSUFFICIENT_CREDITS' && required === 1 && available === 0
  )
}

/** People of its own, some twice, some who are in every file, and some rows that say nobody. */
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
