import { describe, expect, it } from 'vitest'
import { grantCredits } from '../../../src/credits/ledger.ts'
import { transaction } from '../../../src/db/client.ts'
import { replayable } from '../../../src/imports/start/idempotency.ts'
import { enqueue } from '../../../src/jobs/enqueue.ts'
import { startTestApp, type TestApp } from '../../support/app.ts'
import { createImporter, type Importer, importInput } from '../../support/imports.ts'
import { creditsOf, finalCounts, people } from '../../support/runs.ts'
import { waitFor } from '../../support/wait-for.ts'

const app = await startTestApp()
const idle = await startTestApp({ role: 'api' })

interface Answer {
  code?: string
  message?: string
  field?: string
  listId?: string
  runId?: string
  wasCapped?: boolean
  run?: { status: string; counts: Record<string, number> }
}

async function call({ query }: Importer, input: Record<string, unknown> = {}, csv = people(10)): Promise<Answer> {
  const { createListWithImport } = await query<{ createListWithImport: Answer }>(
    `mutation ($input: CreateListWithImportInput!) {
      createListWithImport(input: $input) {
        ... on Error { code message }
        ... on InvalidInputError { field }
        ... on CreateListWithImportPayload { listId runId wasCapped run { status counts { processed imported merged invalid total } } }
      }
    }`,
    { input: { ...importInput(csv), waitSeconds: 0, idempotencyKey: 'key', ...input } },
  )
  return createListWithImport
}

/** All that a call may leave behind. */
async function stored({ pool }: TestApp, { userId }: Importer): Promise<Record<string, number>> {
  const { rows } = await pool.query(
    `SELECT (SELECT count(*)::int FROM lists WHERE owner_id = $1) AS lists,
       (SELECT count(*)::int FROM import_runs WHERE owner_id = $1) AS runs,
       (SELECT count(*)::int FROM uploads WHERE owner_id = $1) AS uploads,
       (SELECT count(*)::int FROM graphile_worker._private_jobs JOIN import_runs ON payload ->> 'runId' = import_runs.id::text
        WHERE owner_id = $1) AS jobs,
       (SELECT count(*)::int FROM credit_entries WHERE user_id = $1 AND kind = 'RESERVE') AS reservations`,
    [userId],
  )
  return rows[0]
}

const one = { lists: 1, runs: 1, uploads: 1, jobs: 1, reservations: 1 }
const none = { lists: 0, runs: 0, uploads: 0, jobs: 0, reservations: 0 }

const day = 24 * 60

async function age({ pool }: TestApp, runId: string | undefined, minutes: number): Promise<void> {
  const createdAt = new Date(Date.now() - minutes * 60_000)
  const { rowCount } = await pool.query('UPDATE import_runs SET created_at = $2 WHERE id = $1', [runId, createdAt])
  expect(rowCount).toBe(1)
}

describe('a call that is repeated with its key', () => {
  it('a call repeated with its key returns the first list and the current run, and starts nothing', async () => {
    const importer = await createImporter(app, 5)
    const first = await call(importer, { waitSeconds: 30 })
    expect(first).toMatchObject({ wasCapped: true, run: { status: 'COMPLETED' } })
    const credits = await creditsOf(app.pool, importer.userId)
    expect(credits).toEqual({ balance: 0, reserved: 0 })
    // Neither the credits, which are gone, nor anything else is looked at again.
    expect(await call(importer)).toEqual(first)
    expect(await creditsOf(app.pool, importer.userId)).toEqual(credits)
    expect(await stored(app, importer)).toMatchObject({ lists: 1, runs: 1, uploads: 1, reservations: 1 })
  })

  it('a repeated call can wait for the run, even if the first call did not', async () => {
    const importer = await createImporter(app)
    const first = await call(importer, {}, people(100))
    const second = await call(importer, { waitSeconds: 30 }, people(100))
    expect(second).toMatchObject({ listId: first.listId, runId: first.runId, run: { status: 'COMPLETED' } })
    expect(second.run?.counts).toMatchObject(finalCounts(100))
  })

  it('a repeated call returns the same list id after the list was deleted', async () => {
    const importer = await createImporter(idle)
    const first = await call(importer)
    await importer.query('mutation ($id: ID!) { deleteList(input: { listId: $id }) { __typename } }', {
      id: first.listId,
    })
    expect(await call(importer)).toEqual({ ...first, run: { ...first.run, status: 'CANCELLED' } })
    expect(await stored(idle, importer)).toMatchObject({ lists: 0, runs: 1 })
  })

  it.each([
    ['a default that is spelled out', { skipExistingCustomers: undefined }, { skipExistingCustomers: true }],
    ['null for what was absent', {}, { uploadId: null }],
    ['another time to wait', { waitSeconds: 0 }, { waitSeconds: 1 }],
    [
      'fields in another order',
      { personMapping: { email: 'email', fullName: 'fullName' } },
      { personMapping: { fullName: 'fullName', email: 'email' } },
    ],
  ])('a repeated call is the same with %s', async (_what, before, after) => {
    const importer = await createImporter(idle)
    const first = await call(importer, before)
    expect(first.runId).toBeDefined()
    expect(await call(importer, after)).toEqual(first)
    expect(await stored(idle, importer)).toEqual(one)
  })

  it.each([
    ['name', { name: 'Another list' }],
    ['text', { csvText: people(20) }],
    ['mapping', { personMapping: { email: 'email' } }],
    ['skipExistingCustomers', { skipExistingCustomers: false }],
    ['source', { csvText: null, uploadId: '00000000-0000-4000-8000-000000000000' }],
    ['name, even a blank one, since the key is looked at first', { name: ' ' }],
  ])('a repeated call with another %s is a conflict', async (_what, after) => {
    const importer = await createImporter(idle)
    await call(importer)
    expect(await call(importer, after)).toEqual({
      code: 'IDEMPOTENCY_CONFLICT',
      message: expect.stringContaining('Use a new key'),
    })
    expect(await stored(idle, importer)).toEqual(one)
  })

  it('concurrent calls with the same key start one run', async () => {
    const importer = await createImporter(idle)
    const answers = await Promise.all(Array.from({ length: 20 }, () => call(importer)))
    expect(answers[0]).toMatchObject({ listId: expect.any(String), run: { status: 'QUEUED' } })
    for (const answer of answers) expect(answer).toEqual(answers[0])
    expect(await stored(idle, importer)).toEqual(one)
    expect(await creditsOf(idle.pool, importer.userId)).toEqual({ balance: 1_000, reserved: 10 })
  })

  it('of concurrent calls with the same key and two inputs, one input starts a run and the other is rejected', async () => {
    const importer = await createImporter(idle)
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) => call(importer, { name: `List ${index % 2}` })),
    )
    const started = answers.filter(({ runId }) => runId !== undefined)
    expect(started).toHaveLength(5)
    expect(new Set(started.map(({ runId }) => runId)).size).toBe(1)
    expect(answers.filter(({ code }) => code === 'IDEMPOTENCY_CONFLICT')).toHaveLength(5)
    expect(await stored(idle, importer)).toEqual(one)
  })
})

describe('a key', () => {
  it.each([
    ['a blank name', { name: ' ' }, 'INVALID_INPUT'],
    ['a file without rows', { csvText: 'fullName,email\n' }, 'UNREADABLE_FILE'],
    ['an absent mapping', { personMapping: null }, 'INVALID_MAPPING'],
    ['an absent column', { personMapping: { email: 'mail' } }, 'INVALID_MAPPING'],
    ['an absent upload', { csvText: null, uploadId: '00000000-0000-4000-8000-000000000000' }, 'UPLOAD_NOT_FOUND'],
  ])('a key is not used up by a call rejected for %s, and nothing is stored', async (_what, input, code) => {
    const importer = await createImporter(idle)
    expect(await call(importer, input)).toMatchObject({ code })
    expect(await stored(idle, importer)).toEqual(none)
    expect(await call(importer)).toMatchObject({ run: { status: 'QUEUED' } })
    expect(await stored(idle, importer)).toEqual(one)
  })

  it('a key is not used up by a call rejected for lack of credits', async () => {
    const importer = await createImporter(idle, 0)
    expect(await call(importer)).toMatchObject({ code: 'INSUFFICIENT_CREDITS' })
    expect(await stored(idle, importer)).toEqual(none)
    await grantCredits(idle.pool, importer.userId, 3)
    expect(await call(importer)).toMatchObject({ run: { status: 'QUEUED' } })
    expect(await creditsOf(idle.pool, importer.userId)).toEqual({ balance: 3, reserved: 3 })
  })

  it('a key is remembered for 24 hours and then starts a new run, even with a different input', async () => {
    const importer = await createImporter(idle)
    const first = await call(importer)
    await age(idle, first.runId, day - 1)
    expect(await call(importer)).toEqual(first)
    await age(idle, first.runId, day)
    const second = await call(importer, { name: 'Another list' })
    expect(second.runId).toBeDefined()
    expect(second.runId).not.toBe(first.runId)
    expect(await call(importer, { name: 'Another list' })).toEqual(second)
    expect(await call(importer)).toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' })
    expect(await stored(idle, importer)).toMatchObject({ lists: 2, runs: 2, reservations: 2 })
  })

  it('expired keys are swept from the database, and newer ones are kept', async () => {
    const importer = await createImporter(app)
    // Runs that are over, which no one locks: a sweep skips locked ones.
    const { runId: old } = await call(importer, { idempotencyKey: 'old', waitSeconds: 30 })
    const { runId: young } = await call(importer, { idempotencyKey: 'young', waitSeconds: 30 })
    await age(app, old, day + 60)
    await age(app, young, day + 30)
    const keys = async () => {
      const { rows } = await app.pool.query(
        'SELECT idempotency_key AS key, input_hash IS NULL AS bare FROM import_runs WHERE id IN ($1, $2) ORDER BY created_at',
        [old, young],
      )
      return rows
    }
    await transaction(app.pool, (client) => enqueue(client, 'sweep', {}))
    await waitFor(async () => (await keys())[0].key === null)
    expect(await keys()).toEqual([
      { key: null, bare: true },
      { key: 'young', bare: false },
    ])
  })

  it('concurrent calls after 24 hours start one new run', async () => {
    const importer = await createImporter(idle)
    const first = await call(importer)
    await age(idle, first.runId, day + 60)
    const answers = await Promise.all(Array.from({ length: 5 }, () => call(importer)))
    expect(answers[0]?.runId).not.toBe(first.runId)
    for (const answer of answers) expect(answer).toEqual(answers[0])
    expect(await stored(idle, importer)).toMatchObject({ runs: 2 })
  })

  it('keys of different users are independent', async () => {
    const [one, other] = [await createImporter(idle), await createImporter(idle)]
    const first = await call(one)
    const second = await call(other, { name: 'Another list' })
    expect(second.runId).toBeDefined()
    expect(second.runId).not.toBe(first.runId)
  })

  it('the same input with another key, or without one, is another import', async () => {
    const importer = await createImporter(idle)
    const answers = [
      await call(importer, { idempotencyKey: 'a' }),
      await call(importer, { idempotencyKey: 'b' }),
      await call(importer, { idempotencyKey: null }),
      await call(importer, { idempotencyKey: null }),
    ]
    expect(new Set(answers.map(({ runId }) => runId)).size).toBe(4)
  })

  it.each([
    [256, { code: 'INVALID_INPUT', field: 'idempotencyKey' }],
    [0, { code: 'INVALID_INPUT', field: 'idempotencyKey' }],
    [255, { run: { status: 'QUEUED' } }],
  ])('a key of %i characters returns %o', async (length, answer) => {
    const importer = await createImporter(idle)
    expect(await call(importer, { idempotencyKey: 'k'.repeat(length) })).toMatchObject(answer)
  })
})

describe('the digest of a call', () => {
  const hashOf = (csvText: string, name = 'List') => replayable(1, 'import', 'key', { csvText, name })?.inputHash

  it('the digest covers a text whose JSON would exceed the longest string', () => {
    const text = '\x01'.repeat(95_000_000)
    expect(hashOf(text)).not.toBe(hashOf(`${text.slice(1)}\x02`))
  })

  it('the digest changes with any part of the text and of the input', () => {
    const filler = 'x'.repeat((1 << 20) - 1)
    const texts = ['', 'a', '\ud800', '\udbff', `${filler}😀`, `${filler}🁠`, `${filler}a`, `${filler}b`]
    expect(new Set(texts.map((text) => hashOf(text))).size).toBe(texts.length)
    expect(hashOf('a', 'Another')).not.toBe(hashOf('a'))
    expect(hashOf('a')).toBe(hashOf('a'))
  })
})
