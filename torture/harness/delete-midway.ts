import type pg from 'pg'
import * as z from 'zod'
import { deleteUserWithRuns } from '../../src/deletion/delete-user.ts'
import { openSocket } from '../../test/support/sockets.ts'
import type { ImportFixture, TestUser } from './import-fixture.ts'
import { ask } from './start-import.ts'
import { findUserRows } from './user-rows.ts'

/** What came of a deletion. */
export interface Deleted {
  /** Whether something was under way that it ended. */
  readonly inMidRun: boolean
  readonly milliseconds: number
  readonly broken: readonly string[]
  /** What has come back of it since, in words. */
  lookAgain(): Promise<string[]>
}

/** Starts something, and resolves when it is under way. */
export type Midway = () => Promise<{ runId: string; listId: string }>

/** Deletes the list that something is under way for. */
export async function deleteListMidway({ pool }: ImportFixture, player: TestUser, midway: Midway): Promise<Deleted> {
  const { runId, listId } = await midway()
  const inMidRun = await isUnderWay(pool, runId, listId)
  const began = performance.now()
  const { deleteList } = await ask(
    player.caller,
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
  const broken = deleteList.listId === listId ? await look() : [`it was answered ${JSON.stringify(deleteList)}`]
  return { inMidRun, milliseconds, broken, lookAgain: look }
}

/** Deletes the user that something is under way for, and who follows it. */
export async function deleteUserMidway({ pool }: ImportFixture, player: TestUser, midway: Midway): Promise<Deleted> {
  const { url, token } = player.caller
  const socket = await openSocket(`${url}/graphql`, { token })
  socket.subscribe({ query: 'subscription { importActivity { id version status } }' })
  const { runId, listId } = await midway()
  const inMidRun = await isUnderWay(pool, runId, listId)
  const began = performance.now()
  await deleteUserWithRuns(pool, player.email)
  const milliseconds = Math.round(performance.now() - began)
  const look = async () => (await findUserRows(pool, player.userId)).map((what) => `there are still ${what}`)
  const broken = await look()
  const code = await socket.closed
  if (code !== 4403) broken.push(`the socket was closed with ${code}`)
  const refused = await ask(player.caller, '{ viewer { id } }', z.unknown()).then(
    () => 'was answered',
    (error: Error) => error.message,
  )
  if (!refused.startsWith('401')) broken.push(`the token ${refused}`)
  return { inMidRun, milliseconds, broken, lookAgain: look }
}

async function isUnderWay(pool: pg.Pool, runId: string, listId: string): Promise<boolean> {
  const { rows } = await pool.query(
    `SELECT FROM import_runs WHERE id = $1 AND status NOT IN ('COMPLETED', 'FAILED')
     UNION ALL SELECT FROM enrichments WHERE list_id = $2 AND status = 'ENRICHING'`,
    [runId, listId],
  )
  return rows.length > 0
}
