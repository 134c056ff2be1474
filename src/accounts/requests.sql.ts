import type { Queryable } from '../db/queryable.ts'

/** Whether an account may be asked for a page now; where not, why and until when. */
export type Permit = { go: true } | { go: false; until: Date; cause: 'SPACING' | 'BUDGET' }

const today = "(now() AT TIME ZONE 'UTC')::date"
// Not all accounts at the stroke of midnight.
const tomorrow = `((${today} + 1)::timestamp AT TIME ZONE 'UTC' + (2 + 10 * random()) * interval '1 minute')`

/**
 * Takes the account's turn to ask, of which there is one each `spacing` milliseconds, give or take a quarter, until the day (UTC)
 * has brought `dailyLeads`. However many ask at once, one goes.
 */
export async function claimRequest(
  client: Queryable,
  accountId: string,
  { spacing, dailyLeads }: { spacing: number; dailyLeads: number },
): Promise<Permit> {
  // The lock first: whoever waited for it sees the turn as its holder left it.
  const { rows } = await client.query<{ go: boolean; spent: boolean; until: Date }>(
    `WITH account AS MATERIALIZED (
       SELECT id, next_request_at, COALESCE(next_request_at > now(), false) AS too_soon,
         COALESCE(leads_day = ${today} AND leads_that_day >= $3::int, false) AS spent
       FROM linkedin_accounts WHERE id = $1 FOR NO KEY UPDATE
     ), claimed AS (
       UPDATE linkedin_accounts SET next_request_at = now() + $2::float8 * (0.75 + random() / 2) * interval '1 millisecond'
       FROM account WHERE linkedin_accounts.id = account.id AND NOT too_soon AND NOT spent
       RETURNING linkedin_accounts.id
     )
     SELECT EXISTS (SELECT FROM claimed) AS go, spent, CASE WHEN spent THEN ${tomorrow} ELSE next_request_at END AS until
     FROM account`,
    [accountId, spacing, dailyLeads],
  )
  const [account] = rows
  if (account === undefined) throw new Error('The LinkedIn account is gone.')
  if (account.go) return { go: true }
  return { go: false, until: account.until, cause: account.spent ? 'BUDGET' : 'SPACING' }
}

/** Counts leads that the account gave, today. */
export async function countLeads(client: Queryable, accountId: string, leads: number): Promise<void> {
  await client.query(
    `UPDATE linkedin_accounts SET leads_day = ${today},
       leads_that_day = CASE WHEN leads_day = ${today} THEN leads_that_day ELSE 0 END + $2
     WHERE id = $1`,
    [accountId, leads],
  )
}

/** Leaves the account alone for so many milliseconds from now, or longer where that was said before. */
export async function delayRequests(client: Queryable, accountId: string, milliseconds: number): Promise<void> {
  await client.query(
    `UPDATE linkedin_accounts SET next_request_at = greatest(next_request_at, now() + $2::float8 * interval '1 millisecond')
     WHERE id = $1`,
    [accountId, milliseconds],
  )
}

/** Notes that an account must be connected again, before its state is read from the provider the next time. */
export async function markDisconnected(client: Queryable, accountId: string): Promise<void> {
  await client.query("UPDATE linkedin_accounts SET status = 'CREDENTIALS' WHERE id = $1 AND status = 'OK'", [accountId])
}
