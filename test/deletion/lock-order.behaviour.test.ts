import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import { expect, it } from 'vitest'
import { lockOwner, lockOwnerForDeletion, transaction } from '../../src/db/client.ts'
import { lockListAndRuns } from '../../src/deletion/delete-list.sql.ts'
import { lockAllOfOwner } from '../../src/deletion/delete-user.sql.ts'
import { WorkbookChunks } from '../../src/uploads/workbook/store.ts'
import { deleteUser } from '../../src/users/delete.ts'
import { startTestApp } from '../support/app.ts'
import { createImporter, type Importer } from '../support/imports.ts'
import { countLockWaits } from '../support/lock-waits.ts'
import { waitFor } from '../support/wait-for.ts'

const app = await startTestApp({ role: 'api' })

/** Waits until a transaction waits for a row that another one has locked. */
async function someoneWaits(): Promise<void> {
  await waitFor(async () => (await countLockWaits(app.pool)) === 1)
}

/** Begins to delete a user, as `deleteUserWithRuns` does, and lets `work` get in the way of the rest. */
async function deleteBeside(userId: number, work: () => void, end: (client: pg.PoolClient) => Promise<void>) {
  await transaction(app.pool, async (client) => {
    await lockOwnerForDeletion(client, userId)
    work()
    await someoneWaits()
    await lockAllOfOwner(client, userId)
    await end(client)
  })
}

async function importWithKey({ query }: Importer, listId?: string): Promise<{ runId: string; listId: string }> {
  const [name, into] =
    listId === undefined ? ['createListWithImport', 'name: "L"'] : ['importIntoList', `listId: "${listId}"`]
  const { [name]: started } = await query<Record<string, { runId: string; listId: string }>>(
    `mutation { ${name}(input: { ${into}, csvText: "email\\na@a.example\\n", personMapping: { email: "email" }, dataType: PEOPLE,
       idempotencyKey: "key", waitSeconds: 0 }) { ... on ${name[0]?.toUpperCase()}${name.slice(1)}Payload { runId listId } } }`,
  )
  if (started === undefined) throw new Error('The import was refused.')
  const createdAt = new Date(Date.now() - 25 * 3_600_000)
  await app.pool.query('UPDATE import_runs SET created_at = $2 WHERE id = $1', [started.runId, createdAt])
  return started
}

it('deleting a user while a workbook is added to an upload ends in no deadlock', async () => {
  const { userId } = await createImporter(app)
  const uploadId = randomUUID()
  await app.pool.query(
    `INSERT INTO uploads (id, owner_id, byte_size, header_line, columns, total_rows, sample_rows, warnings, expires_at)
     VALUES ($1, $2, 0, 0, '{}', 0, '[]', '{}', now() + interval '1 hour')`,
    [uploadId, userId],
  )
  let adding: Promise<unknown> | undefined
  await deleteBeside(
    userId,
    () => {
      adding = WorkbookChunks.create(app.pool, { ownerId: userId, id: uploadId }, async () => undefined)
    },
    (client) => deleteUser(client, userId),
  )
  await adding
  expect((await app.pool.query('SELECT FROM workbooks WHERE owner_id = $1', [userId])).rowCount).toBe(0)
})

it('deleting a user while a call reuses an old idempotency key ends in no deadlock', async () => {
  const importer = await createImporter(app)
  const first = await importWithKey(importer)
  let again: Promise<{ runId: string }> | undefined
  await deleteBeside(
    importer.userId,
    () => {
      again = importWithKey(importer)
    },
    async () => undefined,
  )
  expect((await again)?.runId).not.toBe(first.runId)
})

it('deleting a list while a call reuses the old idempotency key of one of its runs ends in no deadlock', async () => {
  const importer = await createImporter(app)
  const { listId } = await importWithKey(importer)
  const first = await importWithKey(importer, listId)
  let again: Promise<{ runId: string }> | undefined
  await transaction(app.pool, async (client) => {
    await lockOwner(client, importer.userId)
    await client.query('SELECT FROM lists WHERE owner_id = $1 AND id = $2 FOR UPDATE', [importer.userId, listId])
    again = importWithKey(importer, listId)
    await someoneWaits()
    await lockListAndRuns(client, importer.userId, listId)
  })
  expect((await again)?.runId).not.toBe(first.runId)
})
