import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { ImportFailedError } from '../../../src/imports/errors.ts'
import { failRun } from '../../../src/imports/run/lifecycle.ts'
import { createLog } from '../../../src/log.ts'
import { startTestApp, type TestApp } from '../../support/app.ts'
import { createImporter, type Importer, readImport } from '../../support/imports.ts'
import {
  countJobs,
  countWaiting,
  creditsOf,
  expectSound,
  isOver,
  people,
  readRun,
  startAndHold,
  startImport,
  watchRun,
} from '../../support/runs.ts'
import { waitFor } from '../../support/wait-for.ts'

const errors: string[] = []
const log = createLog({ logLevel: 'error', logFormat: 'json' }, { write: (line: string) => void errors.push(line) })
const app = await startTestApp({ pageSize: 10 }, log)
const idle = await startTestApp({ role: 'api' })

interface Refusal {
  code: string
  message: string
}

async function cancel(
  { query }: Importer,
  runId: string,
): Promise<{ run?: Record<string, unknown> } & Partial<Refusal>> {
  const { cancelImport } = await query<{ cancelImport: { run?: Record<string, unknown> } & Partial<Refusal> }>(
    `mutation ($runId: ID!) {
      cancelImport(input: { runId: $runId }) {
        ... on Error { code message }
        ... on CancelImportPayload { run { id status version finishedAt error { code } counts { imported processed } } }
      }
    }`,
    { runId },
  )
  return cancelImport
}

async function deleteList({ query }: Importer, listId: string): Promise<{ listId?: string } & Partial<Refusal>> {
  const { deleteList } = await query<{ deleteList: { listId?: string } & Partial<Refusal> }>(
    `mutation ($listId: ID!) {
      deleteList(input: { listId: $listId }) { ... on Error { code message } ... on DeleteListPayload { listId } }
    }`,
    { listId },
  )
  return deleteList
}

async function countRows({ pool }: TestApp, listId: string): Promise<number> {
  const { rowCount } = await pool.query('SELECT FROM list_rows WHERE list_id = $1', [listId])
  return rowCount ?? 0
}

/** A run some of whose rows have landed, and the stream that shows it. */
async function underWay(importer: Importer) {
  const started = await startImport(importer, people(1_000))
  const stream = await watchRun(app, importer.token, started.runId)
  const events = await stream.upTo(({ counts }) => counts.processed > 0)
  return { ...started, stream, events }
}

describe('cancelImport', () => {
  it('cancelImport ends a queued run, releases all its credits, and its job does nothing', async () => {
    const importer = await createImporter(idle, 100)
    const { listId, runId } = await startImport(importer, people(50))
    expect(await creditsOf(idle.pool, importer.userId)).toEqual({ balance: 100, reserved: 50 })
    const answer = await cancel(importer, runId)
    expect(answer.run).toMatchObject({ id: runId, status: 'CANCELLED', error: null, counts: { processed: 0 } })
    expect(answer.run?.['finishedAt']).not.toBeNull()
    expect(await creditsOf(idle.pool, importer.userId)).toEqual({ balance: 100, reserved: 0 })

    expect(await countJobs(idle.pool)).toBe(1)
    const worker = await startTestApp({ role: 'worker', databaseUrl: idle.config.databaseUrl })
    await waitFor(async () => (await countJobs(idle.pool)) === 0)
    await worker.stop()
    expect(await cancel(importer, runId)).toEqual(answer)
    expect(await countRows(idle, listId)).toBe(0)
  })

  it('cancelImport ends a running run between two pages: imported rows stay charged, the rest is released', async () => {
    const importer = await createImporter(app)
    const { listId, runId, stream, events } = await underWay(importer)
    const { run } = await cancel(importer, runId)
    events.push(...(await stream.upTo(() => false)))
    expectSound(events)
    const end = events.at(-1)
    expect(end).toMatchObject({ status: 'CANCELLED', error: null, list: { id: listId } })
    expect(end?.counts).toMatchObject(run?.['counts'] ?? {})
    const { imported = 0, processed } = end?.counts ?? {}
    expect(processed).toBeLessThan(1_000)

    await waitFor(async () => (await countJobs(app.pool)) === 0)
    expect(await countRows(app, listId)).toBe(imported)
    expect(await creditsOf(app.pool, importer.userId)).toEqual({ balance: 1_000 - imported, reserved: 0 })
    expect(await readRun(importer, runId)).toEqual(end)
    stream.close()
  })

  it('cancelImport waits for the page that is being written and prevents all later ones', async () => {
    const importer = await createImporter(app)
    const { listId, runId, release } = await startAndHold(app, importer, people(100))
    await waitFor(async () => (await countWaiting(app.pool, importer.userId)) === 1)
    const { counts: before } = await readRun(importer, runId)
    const cancelling = cancel(importer, runId)
    await waitFor(async () => (await countWaiting(app.pool, importer.userId)) === 2)
    await release()
    const { run } = await cancelling
    expect(run).toMatchObject({ counts: { processed: before.processed + 10 } })
    await waitFor(async () => (await countJobs(app.pool)) === 0)
    expect(errors).toEqual([])
    const imported = await countRows(app, listId)
    expect(run).toMatchObject({ status: 'CANCELLED', counts: { imported } })
    expect(await readRun(importer, runId)).toMatchObject({ version: run?.['version'], counts: { imported } })
  })

  it('cancelImport returns the same for a cancelled run, even for concurrent calls', async () => {
    const importer = await createImporter(idle)
    const { runId } = await startImport(importer, people(20))
    const answers = await Promise.all(Array.from({ length: 10 }, () => cancel(importer, runId)))
    for (const answer of answers) expect(answer).toEqual(answers[0])
    expect(answers[0]?.run).toMatchObject({ status: 'CANCELLED' })
    const { rows } = await idle.pool.query(
      'SELECT kind::text, quantity FROM credit_entries WHERE run_id = $1 ORDER BY id',
      [runId],
    )
    expect(rows).toEqual([
      { kind: 'RESERVE', quantity: 20 },
      { kind: 'RELEASE', quantity: 20 },
    ])
  })

  it('cancelImport ends a paused run', async () => {
    const importer = await createImporter(idle)
    const { runId } = await startImport(importer, people(20))
    await idle.pool.query(
      `UPDATE import_runs SET status = 'PAUSED', pause_cause = 'PROVIDER', pause_reason = 'later', paused_at = now()
       WHERE id = $1`,
      [runId],
    )
    expect((await cancel(importer, runId)).run).toMatchObject({ status: 'CANCELLED' })
    expect(await creditsOf(idle.pool, importer.userId)).toEqual({ balance: 1_000, reserved: 0 })
  })

  it.each([
    ['COMPLETED', completed],
    ['FAILED', failed],
  ])('cancelImport rejects a run that is %s', async (status, end) => {
    const { importer, runId } = await end()
    const before = await readRun(importer, runId)
    expect(before.status).toBe(status)
    expect(await cancel(importer, runId)).toMatchObject({
      code: 'RUN_NOT_CANCELLABLE',
      message: expect.stringContaining(status),
    })
    expect(await readRun(importer, runId)).toEqual(before)
  })

  async function completed() {
    const importer = await createImporter(app)
    return { importer, runId: (await importer.importCsv(people(10))).runId }
  }

  async function failed() {
    const importer = await createImporter(idle)
    const { runId } = await startImport(importer, people(10))
    await failRun(idle.pool, { ownerId: importer.userId, id: runId }, new ImportFailedError())
    return { importer, runId }
  }

  it.each([
    ['unknown', async () => randomUUID()],
    ['malformed', async () => "1'; --"],
    ['that of somebody else', async () => (await startImport(await createImporter(idle), people(10))).runId],
  ])('cancelImport rejects an id that is %s', async (_what, runId) => {
    const id = await runId()
    expect(await cancel(await createImporter(idle), id)).toEqual({
      code: 'RUN_NOT_FOUND',
      message: 'You have no import run with this id. Get the ids from the query `importRuns`.',
    })
    const { rows } = await idle.pool.query(`SELECT FROM import_runs WHERE id::text = $1 AND status <> 'QUEUED'`, [id])
    expect(rows).toEqual([])
  })
})

describe('deleteList', () => {
  it('deleteList cancels the imports into the list, deletes its rows and releases the unused credits', async () => {
    const importer = await createImporter(app, 3_000)
    const kept = await importer.importCsv(people(10, 'kept.example'))
    const other = await startImport(importer, people(200, 'other.example'))
    const others = await watchRun(app, importer.token, other.runId)
    const { listId, runId, stream, events } = await underWay(importer)
    expect(await deleteList(importer, listId)).toEqual({ listId })
    events.push(...(await stream.upTo(() => false)))
    expectSound(events)
    expect(events.at(-1)).toMatchObject({ status: 'CANCELLED', list: null })
    expect(await countRows(app, listId)).toBe(0)

    const end = (await others.upTo(isOver)).at(-1)
    expect(end).toMatchObject({ status: 'COMPLETED', counts: { imported: 160 } })
    await waitFor(async () => (await countJobs(app.pool)) === 0)
    const { counts } = await readImport(importer.query, runId)
    expect(counts.imported).toBeGreaterThan(0)
    expect(counts.imported).toBeLessThan(800)
    expect(await countRows(app, listId)).toBe(0)
    expect(await creditsOf(app.pool, importer.userId)).toEqual({
      balance: 3_000 - 8 - 160 - counts.imported,
      reserved: 0,
    })
    expect((await readImport(importer.query, kept.runId)).rows).toHaveLength(8)
    for (const { close } of [stream, others]) close()
  })

  it("deleteList treats another user's list as one that does not exist, and leaves it unchanged", async () => {
    const owner = await createImporter(app)
    const { listId, runId, release } = await startAndHold(app, owner, people(100))
    const stream = await watchRun(app, owner.token, runId)
    const stranger = await createImporter(app)
    const answers = []
    for (const id of [listId, randomUUID(), 'seven']) answers.push(await deleteList(stranger, id))
    expect(answers[0]).toMatchObject({ code: 'LIST_ACCESS' })
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
    expect(await readRun(owner, runId)).toMatchObject({ status: 'RUNNING', list: { id: listId } })
    await release()
    expect((await stream.upTo(isOver)).at(-1)).toMatchObject({ status: 'COMPLETED' })
    expect(await countRows(app, listId)).toBe(80)
    stream.close()
  })
})
