import { expect, it } from 'vitest'
import { grantCredits } from '../../../src/credits/ledger.ts'
import { startTestApp } from '../../support/app.ts'
import { createImporter, type Importer, readImport } from '../../support/imports.ts'

const app = await startTestApp({ pageSize: 2 })

async function importAgain({ query }: Importer, input: object) {
  const { importIntoList: started } = await query<{
    importIntoList: { code?: string; message?: string; listId: string; runId: string }
  }>(
    `mutation ($input: ImportIntoListInput!) {
      importIntoList(input: $input) {
        ... on Error { code message }
        ... on ImportIntoListPayload { listId runId }
      }
    }`,
    { input: { waitSeconds: 30, ...input } },
  )
  return started
}

it('rows that credits did not cover are imported once there are some', async () => {
  const importer = await createImporter(app, 1)
  const first = await importer.importCsv(
    'fullName,email\nAnn,ann@a.example\n"Bob, ""B""",bob@a.example\n-,-\nCy,cy@a.example\n',
  )
  expect(first.counts).toMatchObject({ imported: 1, unaffordable: 2 })
  await grantCredits(app.pool, importer.userId, 5)
  const started = await importAgain(importer, { fromRunId: first.runId })
  expect(started.listId).toBe(first.listId)
  const again = await readImport(importer.query, started.runId)
  expect(again.counts).toMatchObject({ total: 2, imported: 2 })
  expect(again.rows.map(({ fullName }) => fullName)).toEqual(['Ann', 'Bob, "B"', 'Cy'])
})

it('a wrong merge becomes a row of its own', async () => {
  const importer = await createImporter(app)
  const first = await importer.importCsv('fullName,email\nAnn,lee@a.example\nBob,lee@a.example\nCy,lee@a.example\n')
  expect(first.counts).toMatchObject({ imported: 1, merged: 2 })
  const { runId } = await importAgain(importer, { fromRunId: first.runId, rowNumbers: [2], asNew: true })
  const again = await readImport(importer.query, runId)
  expect(again.counts).toMatchObject({ total: 1, imported: 1 })
  expect(again.rows[1]).toEqual({ fullName: 'Bob', custom: { 'Other emails': 'lee@a.example' } })
})

it('rows go to another list, with other settings', async () => {
  const importer = await createImporter(app)
  const first = await importer.importCsv('fullName,email,phone\nAnn,ann@a.example,1\nAnn,ann@a.example,2\n')
  const other = await importer.importCsv('email,phone\nann@a.example,3\n', { skipExistingCustomers: false })
  const { runId } = await importAgain(importer, {
    fromRunId: first.runId,
    listId: other.listId,
    verdicts: ['MERGED'],
    onMatch: { values: 'OVERWRITE' },
  })
  expect(await readImport(importer.query, runId)).toMatchObject({ listId: other.listId, rows: [{ phone: '2' }] })
})

it('invalid rows are corrected and imported, and no others', async () => {
  const importer = await createImporter(app)
  const first = await importer.importCsv('fullName,email,phone\n-,-,1\nBob,bob@a.example,2,surplus\n-,-,3\nAnn,-,4\n')
  expect(first.counts).toMatchObject({ imported: 1, invalid: 3 })
  const corrections = [
    { rowNumber: 1, cells: ['Zoë', 'zoe@a.example', '1'] },
    { rowNumber: 2, cells: ['Bob', 'bob@a.example', '2'] },
    // It was imported.
    { rowNumber: 4, cells: ['Eve', 'eve@a.example', '4'] },
  ]
  const started = await importAgain(importer, { fromRunId: first.runId, corrections })
  const again = await readImport(importer.query, started.runId)
  expect(started.listId).toBe(first.listId)
  expect(again.counts).toMatchObject({ total: 2, imported: 2 })
  expect(again.rows.map(({ fullName, phone }) => [fullName, phone])).toEqual([
    ['Ann', '4'],
    ['Zoë', '1'],
    ['Bob', '2'],
  ])
  const cells = ['a', 'b', 'c', 'd']
  const twice = ['a', 'b'].map((cell) => ({ rowNumber: 1, cells: [cell] }))
  const many = Array.from({ length: 501 }, (_, at) => ({ rowNumber: at, cells: ['a'] }))
  for (const [corrections, message] of [
    [[{ rowNumber: 1, cells }], /at most as many cells/],
    [twice, /only once/],
    [many, /at most 500 corrections, and the others in further calls/],
  ] as const) {
    const refused = await importAgain(importer, { fromRunId: first.runId, corrections })
    expect(refused).toMatchObject({ code: 'INVALID_INPUT', message: expect.stringMatching(message) })
  }
})

it('what can’t be imported again is refused', async () => {
  const importer = await createImporter(app)
  const { runId: fromRunId, listId } = await importer.importCsv('email\nann@a.example\nann@a.example\n')
  const stranger = await createImporter(app)
  const refusals: [Importer, object, object][] = [
    [stranger, { fromRunId }, { code: 'RUN_NOT_FOUND' }],
    [importer, { fromRunId: 'nothing' }, { code: 'RUN_NOT_FOUND' }],
    [importer, { fromRunId, verdicts: ['INVALID'] }, { message: expect.stringContaining('no such rows') }],
    [importer, { fromRunId, verdicts: ['IMPORTED'] }, { message: expect.stringContaining('leave out IMPORTED') }],
    [importer, { fromRunId, csvText: 'email\n' }, { message: expect.stringContaining('exactly one of') }],
    [importer, { fromRunId, asNew: true, matchBy: ['EMAIL'] }, { message: expect.stringContaining('nothing matches') }],
    [
      importer,
      { listId, csvText: 'email\na@a.example\n' },
      { message: expect.stringContaining('what the rows of the file are') },
    ],
    [
      importer,
      { csvText: 'email\na@a.example\n', dataType: 'PEOPLE' },
      { message: expect.stringContaining('Give the list') },
    ],
  ]
  for (const [user, input, refusal] of refusals) expect(await importAgain(user, input)).toMatchObject(refusal)
  await importer.query('mutation ($id: ID!) { deleteList(input: { listId: $id }) { __typename } }', { id: listId })
  expect(await importAgain(importer, { fromRunId, verdicts: ['MERGED'] })).toMatchObject({ code: expect.any(String) })
})
