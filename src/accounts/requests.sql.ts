import type { Queryable } from '../db/queryable.ts'

/** Whether an account may request a page now; if not, why, and when it may. */
export type Permit = { go: true } | { go: false; until: Date; cause: 'SPACING' | 'BUDGET' }

const today = "(now() AT TIME ZONE 'UTC')::date"
// Spread out, so that not all accounts resume at midnight.
const tomorrow = `((${today} + 1)::timestamp AT TIME ZONE 'UTC' + (2 + 10 * random()) * interval '1 minute')`

/**
 * Claims the account's next request, of which there is one every `spacing` milliseconds (±25 %) until it has returned `dailyLeads`
 * leads on this day (UTC). Of concurrent callers, one succeeds.
 */
export async function claimRequest(
  client: Queryable,
  accountId: string,
  { spacing, dailyLeads }: { spacing: number; dailyLeads: number },
): Promise<Permit> {
  // Locked first, so that a caller that waited sees what the previous one wrote.
  const { rows } = await client.query<{ go: boolean; spent: boolean; until: Date }>(
    `WITH account AS MATERIALIZED (
       SELECT id, next_request_at, COALESCE(next_request_at > now(), false) AS too_soon,
         COALESCE(leads_day = ${today} AND leads_that_day >= $3::int, false) AS spent
       FROM linkedin_accounts WHERE id = $1 FOR NO KEY UPDATE
     ), claimed AS (
       UPDATE linkedin_accounts SET next_request_at = now() + $2::float8 * interval '1 millisecond'
       FROM account WHERE linkedin_accounts.id = account.id AND NOT too_soon AND NOT spent
       RETURNING linkedin_accounts.id
     )
     SELECT EXISTS (SELECT FROM claimed) AS go, spent, CASE WHEN spent THEN ${tomorrow} ELSE next_request_at END AS until
     FROM account`,
    [accountId, spacing * (0.75 + Math.random() / 2), dailyLeads],
  )
  const [account] = rows
  if (account === undefined) throw new Error('The LinkedIn account no longer exists.')
  if (account.go) return { go: true }
  return { go: false, until: account.until, cause: account.spent ? 'BUDGET' : 'SPACING' }
}

/** Adds to the number of leads that the account has returned today. */
export async function countLeads(client: Queryable, accountId: string, leads: number): Promise<void> {
  await client.query(
    `UPDATE linkedin_accounts SET leads_day = clock.today,
       leads_that_day = CASE WHEN leads_day = clock.today THEN leads_that_day ELSE 0 END + $2
     FROM (SELECT ${today} AS today) AS clock WHERE id = $1`,
    [accountId, leads],
  )
}

/** Delays the account's next request by at least `milliseconds` from now. */
export async function delayRequests(client: Queryable, accountId: string, milliseconds: number): Promise<void> {
  await client.query(
    `UPDATE linkedin_accounts SET next_request_at = greatest(next_request_at, now() + $2::float8 * interval '1 millisecond')
     WHERE id = $1`,
    [accountId, milliseconds],
  )
}

/** Marks an account as disconnected before its status is next read from the provider. */
export async function markDisconnected(client: Queryable, accountId: string): Promise<void> {
  await client.query("UPDATE linkedin_accounts SET status = 'CREDENTIALS' WHERE id = $1 AND status = 'OK'", [accountId])
}
