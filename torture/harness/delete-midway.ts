import type pg from 'pg'
import * as z from 'zod'
import { deleteUserWithRuns } from '../../src/deletion/delete-user.ts'
import { openSocket } from '../../test/support/sockets.ts'
import type { ImportFixture, TestUser } from './import-fixture.ts'
import { ask } from './start-import.ts'
import { findUserRows } from './user-rows.ts'

/** Result of a deletion. */
export interface DeletionReport {
  /** Whether a run or an enrichment was active when the deletion began. */
  readonly wasRunning: boolean
  readonly milliseconds: number
  readonly violations: readonly string[]
  /** Returns what has reappeared since the deletion. */
  recheck(): Promise<string[]>
}

/** Starts a run and resolves while it is active. */
export type StartRun = () => Promise<{ runId: string; listId: string }>

/** Deletes a list while a run or an enrichment is active for it. */
export async function deleteListMidway(
  { pool }: ImportFixture,
  user: TestUser,
  midway: StartRun,
): Promise<DeletionReport> {
  const { runId, listId } = await midway()
  const wasRunning = await isUnderWay(pool, runId, listId)
  const began = performance.now()
  const { deleteList } = await ask(
    user.caller,
    'mutation ($id: ID!) { deleteList(input: { listId: $id }) { ... on Error { code } ... on DeleteListPayload { listId } } }',
    z.object({ deleteList: z.object({ listId: z.string().optional(), code: z.string().optional() }) }),
    { id: listId },
  )
  const milliseconds = Math.round(performance.now() - began)
  const look = async () => {
    const { rows } = await pool.query<{ what: string }>(
      `SELECT format('the list still has %s people, %s companies and %s enrichments', p, c, e) AS what FROM
         (SELECT count(*) AS p FROM list_rows WHERE list_id = $1) people, (SELECT count(*) AS c FROM company_rows WHERE list_id = $1) companies,
         (SELECT count(*) AS e FROM enrichments WHERE list_id = $1) enrichments WHERE p + c + e > 0
       UNION ALL SELECT 'the list is still there' FROM lists WHERE id = $1
       UNION ALL SELECT format('its run is %s, in list %s', status, list_id) FROM import_runs
         WHERE id = $2 AND (status NOT IN ('CANCELLED', 'COMPLETED') OR list_id IS NOT NULL)`,
      [listId, runId],
    )
    return rows.map(({ what }) => what)
  }
  const violations = deleteList.listId === listId ? await look() : [`the response was ${JSON.stringify(deleteList)}`]
  return { wasRunning, milliseconds, violations, recheck: look }
}

/** Deletes a user who has an active run and an open subscription. */
export async function deleteUserMidway(
  { pool }: ImportFixture,
  user: TestUser,
  midway: StartRun,
): Promise<DeletionReport> {
  const { url, token } = user.caller
  const socket = await openSocket(`${url}/graphql`, { token })
  socket.subscribe({ query: 'subscription { importActivity { id version status } }' })
  const { runId, listId } = await midway()
  const wasRunning = await isUnderWay(pool, runId, listId)
  const began = performance.now()
  await deleteUserWithRuns(pool, user.email)
  const milliseconds = Math.round(performance.now() - began)
  const look = async () => (await findUserRows(pool, user.userId)).map((what) => `there are still ${what}`)
  const violations = await look()
  const code = await socket.closed
  if (code !== 4403) violations.push(`the socket was closed with ${code}`)
  const refused = await ask(user.caller, '{ viewer { id } }', z.unknown()).then(
    () => 'was accepted',
    (error: Error) => error.message,
  )
  if (!refused.startsWith('401')) violations.push(`the token ${refused}`)
  return { wasRunning, milliseconds, violations, recheck: look }
}

async function isUnderWay(pool: pg.Pool, runId: string, listId: string): Promise<boolean> {
  const { rows } = await pool.query(
    `SELECT FROM import_runs WHERE id = $1 AND status NOT IN ('COMPLETED', 'FAILED')
     UNION ALL SELECT FROM enrichments WHERE list_id = $2 AND status = 'ENRICHING'`,
    [runId, listId],
  )
  return rows.length > 0
}
