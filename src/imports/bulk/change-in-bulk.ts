import type pg from 'pg'
import { lockOwner, transaction } from '../../db/client.ts'
import { notify } from '../../events/notify.ts'
import { removeRows } from '../edit/remove-rows.ts'
import type { Attempt } from '../run/attempt.ts'
import { settleRun } from '../run/lifecycle.ts'
import { type ActiveRun, passFence } from '../run/runs.sql.ts'
import { emptyCounts, type RunCounts } from '../verdicts/decision.ts'
import { advanceBulk, findChange, type ScopedRow, selectScope } from './bulk.sql.ts'
import type { BulkChange } from './bulk-change.ts'
import { transferPeople } from './transfer-people.ts'

/** Makes a bulk change from its cursor on, page by page. */
export async function changeInBulk(attempt: Attempt): Promise<void> {
  const { pageSize } = attempt.deps.config
  while (await attempt.advance((pool, run) => changePage(pool, run, pageSize)));
}

/** Changes a page of rows in one transaction, behind the run's fence; returns like `writePage`. */
async function changePage(
  pool: pg.Pool,
  run: ActiveRun,
  pageSize: number,
): Promise<(ActiveRun & { isOver: boolean }) | null> {
  return await transaction(pool, async (client) => {
    await lockOwner(client, run.ownerId)
    if ((await passFence(client, run)) === null) return null
    const change = await findChange(client, run)
    const rows = await selectScope(client, run.ownerId, {
      ...change,
      after: Number(run.cursor ?? 0),
      limit: pageSize,
      startedBy: run.id,
    })
    const counts = await changeRows(client, run, change, rows)
    const cursor = String(rows.at(-1)?.id ?? change.lastId)
    const version = await advanceBulk(client, run, cursor, counts)
    await notify(client, 'importRun', { runId: run.id, version })
    const isOver = rows.length < pageSize
    if (isOver) await settleRun(client, run, { status: 'COMPLETED' })
    return { ...run, page: run.page + 1, cursor, position: run.position + rows.length, version, failures: 0, isOver }
  })
}

async function changeRows(
  client: pg.ClientBase,
  run: ActiveRun,
  change: BulkChange,
  rows: ScopedRow[],
): Promise<RunCounts> {
  if (rows.length === 0) return emptyCounts()
  if (change.action !== 'DELETE') return await transferPeople(client, run, change, rows)
  const ids = rows.map(({ id }) => id)
  return { ...emptyCounts(), deleted: await removeRows(client, run.ownerId, change, ids) }
}
