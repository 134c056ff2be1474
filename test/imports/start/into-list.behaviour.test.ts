import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { deleteList } from '../../../src/lists/delete.ts'
import { startTestApp, type TestApp } from '../../support/app.ts'
import { createImporter, type Importer, importInput, readImport } from '../../support/imports.ts'
import { countLockWaits } from '../../support/lock-waits.ts'
import { creditsOf, finalCounts, holdMidPage, people } from '../../support/runs.ts'
import { waitFor } from '../../support/wait-for.ts'

const app = await startTestApp()
const idle = await startTestApp({ role: 'api' })

interface Answer {
  __typename: string
  code?: string
  field?: string
  listId?: string
  runId?: string
  imported?: number
  wasCapped?: boolean
  run?: { status: string }
}

async function into({ query }: Importer, listId: string, input: Record<string, unknown> = {}): Promise<Answer> {
  const { importIntoList } = await query<{ importIntoList: Answer }>(
    `mutation ($input: ImportIntoListInput!) {
      importIntoList(input: $input) {
        __typename
        ... on Error { code }
        ... on InvalidInputError { field }
        ... on ImportIntoListPayload { listId runId counts { imported } wasCapped run { status } }
      }
    }`,
    { input: { ...importInput(people(10), { listId }), waitSeconds: 0, ...input } },
  )
  return importIntoList
}

async function createList({ query }: Importer, input: Record<string, unknown> = {}): Promise<string> {
  const { createListWithImport } = await query<{ createListWithImport: { listId: string } }>(
    'mutation ($input: CreateListWithImportInput!) { createListWithImport(input: $input) { ... on CreateListWithImportPayload { listId } } }',
    { input: { ...importInput('email\nfirst@a.example\n'), waitSeconds: 0, ...input } },
  )
  return createListWithImport.listId
}

/** All that a call may leave behind. */
async function stored({ pool }: TestApp, { userId }: Importer) {
  const { rows } = await pool.query(
    `SELECT (SELECT count(*)::int FROM lists WHERE owner_id = $1) AS lists,
       (SELECT count(*)::int FROM import_runs WHERE owner_id = $1) AS runs,
       (SELECT count(*)::int FROM uploads WHERE owner_id = $1) AS uploads,
       (SELECT count(*)::int FROM credit_entries WHERE user_id = $1) AS entries`,
    [userId],
  )
  return rows[0]
}

describe('an import into a list', () => {
  it('an import into a list merges people already in it, fills empty fields, overwrites nothing and charges only for new people', async () => {
    const importer = await createImporter(app)
    const { listId } = await importer.importCsv('fullName,email,title\nJane,jane@a.example,CEO\nJoe,joe@a.example,\n')
    const again = await importer.importCsv(
      'fullName,email,title,phone,companyName\nJane D,jane@a.example,CTO,,\nJoe,joe@a.example,CFO,1,Acme\nAnn,ann@a.example,,,\n',
      { listId },
    )
    expect(again).toMatchObject({ listId, status: 'COMPLETED', wasCapped: false })
    expect(again.counts).toMatchObject({ total: 3, imported: 1, merged: 2, updated: 1, companiesCreated: 1 })
    expect(again.outcomes.map(({ rowNumber, verdict, reasonCode }) => [rowNumber, verdict, reasonCode])).toEqual([
      [1, 'MERGED', 'SAME_EMAIL'],
      [2, 'MERGED', 'SAME_EMAIL'],
    ])
    expect(again.rows).toEqual([
      { fullName: 'Jane', email: 'jane@a.example', title: 'CEO' },
      {
        ...{ fullName: 'Joe', email: 'joe@a.example', title: 'CFO', phone: '1', companyName: 'Acme' },
        company: { name: 'Acme', domain: null },
      },
      { fullName: 'Ann', email: 'ann@a.example' },
    ])
    expect(await creditsOf(app.pool, importer.userId)).toEqual({ balance: 997, reserved: 0 })
  })

  it('an import into a list merges companies that were extracted from its people, free of charge', async () => {
    const importer = await createImporter(app)
    const { listId } = await importer.importCsv('fullName,companyName\nJane,Acme\nJoe,Globex\n')
    const again = await importer.importCsv(
      'name,domain,city\nAcme Inc.,acme.example,Berlin\nGlobex,,\nInitech,initech.example,\n,acme.example,Paris\n',
      { listId, dataType: 'COMPANIES' },
    )
    expect(again.counts).toMatchObject({ imported: 1, merged: 3, updated: 1, companiesCreated: 0 })
    expect(again.companies).toEqual([
      { name: 'Acme', domain: 'acme.example', city: 'Berlin' },
      { name: 'Globex' },
      { name: 'Initech', domain: 'initech.example' },
    ])
    expect(again.rows).toHaveLength(2)
    expect(await creditsOf(app.pool, importer.userId)).toEqual({ balance: 997, reserved: 0 })
  })

  it('an import into a list skips leads of other lists, but not those of the list itself', async () => {
    const importer = await createImporter(app)
    await importer.importCsv('email\nother@a.example\n')
    const { listId } = await importer.importCsv('email\nown@a.example\n')
    const { counts } = await importer.importCsv('email\nother@a.example\nown@a.example\n', { listId })
    expect(counts).toMatchObject({ imported: 0, merged: 1, crossListSkipped: 1, updated: 0 })
  })

  it('an import into a list returns final counts and wasCapped in one response', async () => {
    const importer = await createImporter(app, 4)
    const listId = await createList(importer, { waitSeconds: 30 })
    expect(await into(importer, listId.toUpperCase(), { waitSeconds: 30 })).toMatchObject({
      listId,
      counts: { imported: 3 },
      wasCapped: true,
      run: { status: 'COMPLETED' },
    })
  })

  it('an import into a list starts while another run writes a page into it, and both complete', async () => {
    const importer = await createImporter(app)
    const page = await holdMidPage(app.pool, 109)
    const listId = await createList(importer, { csvText: people(110) })
    await page.reached()
    const second = await into(importer, listId, { csvText: people(120), idempotencyKey: 'second' })
    expect(second).toMatchObject({ listId, run: { status: expect.stringMatching(/^(QUEUED|RUNNING)$/) } })
    await page.release()
    const over = await into(importer, listId, { csvText: people(120), idempotencyKey: 'second', waitSeconds: 30 })
    expect(over).toMatchObject({ runId: second.runId, run: { status: 'COMPLETED' } })
    const { counts, rows } = await readImport(importer.query, second.runId ?? '')
    expect(counts).toMatchObject({ ...finalCounts(120), imported: 8, merged: 100 })
    expect(new Set(rows.map(({ email }) => email)).size).toBe(rows.length)
    expect(rows).toHaveLength(96)
  })
})

describe('a call that is repeated with its key', () => {
  it('importIntoList with the same key returns the first run, independent of createListWithImport with that key', async () => {
    const importer = await createImporter(idle)
    const listId = await createList(importer, { idempotencyKey: 'key' })
    const first = await into(importer, listId, { idempotencyKey: 'key' })
    expect(first).toMatchObject({ listId, run: { status: 'QUEUED' } })
    expect(await into(importer, listId, { idempotencyKey: 'key', waitSeconds: 1 })).toEqual(first)
    expect(await stored(idle, importer)).toMatchObject({ lists: 1, runs: 2 })
  })

  it('concurrent calls with the same key start one run, even if the list is deleted meanwhile', async () => {
    const importer = await createImporter(idle)
    const listId = await createList(importer)
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => into(importer, listId, { idempotencyKey: 'key' })),
    )
    expect(new Set(answers.map(({ runId }) => runId)).size).toBe(1)
    expect(await stored(idle, importer)).toMatchObject({ runs: 2, uploads: 2 })
    await importer.query('mutation ($id: ID!) { deleteList(input: { listId: $id }) { __typename } }', { id: listId })
    expect(await into(importer, listId, { idempotencyKey: 'key' })).toEqual({
      ...answers[0],
      run: { status: 'CANCELLED' },
    })
  })

  it('the same key with another list or another file is a conflict', async () => {
    const importer = await createImporter(idle)
    const [listId, other] = [await createList(importer), await createList(importer)]
    await into(importer, listId, { idempotencyKey: 'key' })
    for (const [list, input] of [[other], [randomUUID()], [listId, { csvText: people(20) }]] as const) {
      expect(await into(importer, list, { ...input, idempotencyKey: 'key' })).toMatchObject({
        code: 'IDEMPOTENCY_CONFLICT',
      })
    }
  })
})

describe('importIntoList refuses, and leaves nothing behind,', () => {
  it("importIntoList rejects another user's, a deleted, an absent and a malformed list id alike", async () => {
    const [importer, other] = [await createImporter(idle), await createImporter(idle)]
    const [theirs, deleted] = [await createList(other), await createList(importer)]
    await importer.query('mutation ($id: ID!) { deleteList(input: { listId: $id }) { __typename } }', { id: deleted })
    const before = await stored(idle, importer)
    for (const listId of [theirs, deleted, randomUUID(), '', '1', `${theirs} `, '\0']) {
      expect(await into(importer, listId)).toEqual({ __typename: 'ListAccessError', code: 'LIST_ACCESS' })
    }
    expect(await stored(idle, importer)).toEqual(before)
  })

  it('importIntoList rejects a list that is deleted during the call', async () => {
    const importer = await createImporter(idle)
    const listId = await createList(importer, { csvText: people(20) })
    const before = { stored: await stored(idle, importer), credits: await creditsOf(idle.pool, importer.userId) }
    const client = await idle.pool.connect()
    await client.query('BEGIN')
    await deleteList(client, importer.userId, listId)
    const answer = into(importer, listId)
    await waitFor(async () => (await countLockWaits(idle.pool)) !== 0)
    await client.query('COMMIT')
    client.release()
    expect(await answer).toEqual({ __typename: 'ListAccessError', code: 'LIST_ACCESS' })
    expect(await stored(idle, importer)).toEqual({ ...before.stored, lists: 0 })
    expect(await creditsOf(idle.pool, importer.userId)).toEqual(before.credits)
  })

  const faults = [
    { fault: 'a key of another input', input: { idempotencyKey: 'used' }, answer: 'IdempotencyConflictError' },
    { fault: 'too long a wait', input: { waitSeconds: 31 }, answer: 'InvalidInputError', field: 'waitSeconds' },
    { fault: 'an absent list', input: { listId: randomUUID() }, answer: 'ListAccessError' },
    { fault: 'two sources', input: { uploadId: 'x' }, answer: 'InvalidInputError', field: 'csvText' },
    { fault: 'an unreadable file', input: { csvText: 'email\n' }, answer: 'UnreadableFileError' },
    { fault: 'an absent column', input: { personMapping: { email: 'No' } }, answer: 'InvalidMappingError' },
    { fault: 'no credits', input: {}, answer: 'InsufficientCreditsError' },
  ]
  const pairs = faults.slice(1).map((later, at) => ({ earlier: faults[at], later }))

  it.each(pairs)('importIntoList reports $earlier.fault before $later.fault', async ({ earlier, later }) => {
    const importer = await createImporter(idle, 2)
    const listId = await createList(importer)
    // Takes the last credit.
    await into(importer, listId, { idempotencyKey: 'used', skipExistingCustomers: false })
    const before = await stored(idle, importer)
    const answer = await into(importer, listId, { ...later.input, ...earlier?.input })
    const field = earlier?.field === undefined ? {} : { field: earlier.field }
    expect(answer).toMatchObject({ __typename: earlier?.answer, ...field })
    expect(await stored(idle, importer)).toEqual(before)
  })
})
