import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { indexSearch } from '../../../src/lists/index-search.ts'
import { startTestApp } from '../../support/app.ts'
import { createImporter, type Importer, importInput } from '../../support/imports.ts'
import { countJobs, holdPages } from '../../support/runs.ts'
import { waitFor } from '../../support/wait-for.ts'

const app = await startTestApp()

interface Simulation {
  rows: number
  isComplete: boolean
  counts: Record<string, number>
  creditsNeeded: number
  creditsAvailable: number
  examples: { rowNumber: number; verdict: string; cells: string[] }[]
}

interface Answer {
  __typename: string
  code?: string
  mapped?: string | null
  column?: string | null
  uploadId?: string
  simulation?: Simulation | null
}

const preview = `mutation ($input: PreviewImportInput!) { previewImport(input: $input) {
  __typename
  ... on Error { code }
  ... on InvalidMappingError { mapped: field column }
  ... on PreviewImportPayload {
    uploadId
    simulation {
      rows isComplete creditsNeeded creditsAvailable
      counts { total processed imported merged updated crossListSkipped blocked invalid unaffordable companiesCreated companiesLinked }
      examples {
        rowNumber verdict reasonCode cells
        row { fullName } company { name } list { name } blockedCompany { domain name }
      }
    }
  }
} }`

async function ask({ query }: Importer, input: object): Promise<Answer> {
  const { previewImport } = await query<{ previewImport: Answer }>(preview, { input })
  return previewImport
}

/** The import settings of the file, each column filling the field of the same name. */
function how(csv: string, more: object = {}) {
  const { dataType, personMapping } = importInput(csv)
  return { dataType, personMapping, ...more }
}

async function simulate(importer: Importer, csvText: string, more: object = {}): Promise<Simulation> {
  const { simulation } = await ask(importer, { csvText, simulate: how(csvText, more) })
  if (!simulation) throw new Error('Nothing was simulated.')
  return simulation
}

/** Returns `everything` once the jobs of earlier imports are done, and the one of every minute has nothing to do. */
async function settled(): Promise<unknown> {
  await waitFor(async () => (await app.pool.query('SELECT FROM graphile_worker.jobs')).rowCount === 0)
  await indexSearch(app.pool, new AbortController().signal)
  return await everything()
}

/** How many rows each table has, how many imports wait, and what the accounts hold. */
async function everything(): Promise<unknown> {
  const { rows: tables } = await app.pool.query<{ name: string }>(
    "SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1",
  )
  const counts: Record<string, number> = {}
  for (const { name } of tables) {
    const { rows } = await app.pool.query(`SELECT count(*)::int FROM ${name}`)
    counts[name] = rows[0].count
  }
  expect(Object.keys(counts)).toContain('list_rows')
  const { rows: accounts } = await app.pool.query('SELECT * FROM credit_accounts ORDER BY user_id')
  return { counts, accounts, jobs: await countJobs(app.pool) }
}

describe('a simulation', () => {
  const file = [
    'fullName,email,companyName,companyDomain,phone',
    'Jane,jane@a.example,,,1',
    'Joe,joe@b.example,Acme,acme.example,',
    '-,,,,',
    'Ann,ann@blocked.example,,,',
    'Bob,bob@c.example,Acme Inc,,',
    'Eve,eve@d.example,,,',
    'Eve,eve@d.example,,,2',
    'Max,max@e.example,,,',
    '',
  ].join('\n')

  it('a simulation returns the result of the rows, and writes nothing', async () => {
    const importer = await createImporter(app, 5)
    const { listId } = await importer.importCsv('fullName,email\nJane,jane@a.example\n', { name: 'Mine' })
    await importer.importCsv('fullName,email\nJoe B,joe@b.example\n', { name: 'Other' })
    await importer.query(
      'mutation { blockCompanies(input: { entries: [{ domain: "blocked.example" }] }) { __typename } }',
    )
    await importer.importCsv('fullName,email\nX,x@x.example\n', { name: 'Third' })
    const { uploadId, simulation: none } = await ask(importer, { csvText: file })
    expect(none).toBeNull()

    const before = await settled()
    const { simulation } = await ask(importer, { uploadId, simulate: how(file, { listId }) })
    expect(await everything()).toEqual(before)
    const nothing = { row: null, company: null, list: null, blockedCompany: null }
    const [, jane, joe, nobody, ann, bob, eve, eveAgain, max] = file.split('\n').map((line) => line.split(','))
    expect(simulation).toEqual({
      rows: 8,
      isComplete: true,
      creditsNeeded: 3,
      creditsAvailable: 2,
      counts: {
        ...{ total: 8, processed: 8, imported: 2, merged: 2, updated: 2, crossListSkipped: 1, blocked: 1, invalid: 1 },
        ...{ unaffordable: 1, companiesCreated: 1, companiesLinked: 1 },
      },
      examples: [
        {
          ...nothing,
          rowNumber: 1,
          verdict: 'MERGED',
          reasonCode: 'SAME_EMAIL',
          cells: jane,
          row: { fullName: 'Jane' },
        },
        {
          ...nothing,
          rowNumber: 2,
          verdict: 'CROSS_LIST',
          reasonCode: 'SAME_EMAIL',
          cells: joe,
          row: { fullName: 'Joe B' },
          list: { name: 'Other' },
        },
        { ...nothing, rowNumber: 3, verdict: 'INVALID', reasonCode: 'NOTHING_IDENTIFIES', cells: nobody },
        {
          ...nothing,
          rowNumber: 4,
          verdict: 'BLOCKED',
          reasonCode: 'BLOCKED_DOMAIN',
          cells: ann,
          blockedCompany: { domain: 'blocked.example', name: null },
        },
        { ...nothing, rowNumber: 5, verdict: 'IMPORTED', reasonCode: null, cells: bob },
        { ...nothing, rowNumber: 6, verdict: 'IMPORTED', reasonCode: null, cells: eve },
        { ...nothing, rowNumber: 7, verdict: 'MERGED', reasonCode: 'SAME_EMAIL', cells: eveAgain },
        { ...nothing, rowNumber: 8, verdict: 'UNAFFORDABLE', reasonCode: 'OUT_OF_CREDITS', cells: max },
      ],
    })
  })

  it('a simulation shows the first three rows of each verdict, in the order of the file, with long cells truncated', async () => {
    const importer = await createImporter(app)
    const rows = Array.from({ length: 12 }, (_, at) => (at % 2 === 0 ? `p${at}@a.example,${'x'.repeat(1_001)}` : ',x'))
    const { examples, counts } = await simulate(importer, `email,title\n${rows.join('\n')}\n`)
    expect(counts).toMatchObject({ imported: 6, invalid: 6 })
    expect(examples.map(({ rowNumber }) => rowNumber)).toEqual([1, 2, 3, 4, 5, 6])
    expect(examples[0]?.cells).toEqual(['p0@a.example', 'x'.repeat(1_000)])
  })

  it('a simulation covers the first 100,000 rows of a longer file, and says so', async () => {
    const importer = await createImporter(app)
    const csv = `email\n${'a@a.example\n'.repeat(100_001)}`
    expect(await simulate(importer, csv)).toMatchObject({
      rows: 100_000,
      isComplete: false,
      counts: { total: 100_000, imported: 1, merged: 99_999 },
    })
  })

  it('a simulation without credits returns the number of credits needed', async () => {
    const importer = await createImporter(app, 0)
    expect(await simulate(importer, 'email\na@a.example\nb@a.example\n')).toMatchObject({
      counts: { imported: 0, unaffordable: 2 },
      creditsNeeded: 2,
      creditsAvailable: 0,
    })
  })

  it('a simulation includes blocked companies and leads of other lists if skipExistingCustomers is off', async () => {
    const importer = await createImporter(app)
    const csv = 'email\na@a.example\nb@b.example\n'
    await importer.importCsv('email\na@a.example\n')
    await importer.query('mutation { blockCompanies(input: { entries: [{ domain: "b.example" }] }) { __typename } }')
    expect((await simulate(importer, csv)).counts).toMatchObject({ crossListSkipped: 1, blocked: 1 })
    const taken = await simulate(importer, csv, { skipExistingCustomers: false })
    expect(taken.counts).toMatchObject({ imported: 2 })
  })

  it('a simulation does not wait for a page that is being written or an import that is being started', async () => {
    const importer = await createImporter(app)
    const release = await holdPages(app.pool, importer.userId)
    const client = await app.pool.connect()
    await client.query('BEGIN')
    await client.query('SELECT FROM credit_accounts WHERE user_id = $1 FOR UPDATE', [importer.userId])
    expect((await simulate(importer, 'email\na@a.example\n')).counts).toMatchObject({ imported: 1 })
    await client.query('COMMIT')
    client.release()
    await release()
  })

  it("concurrent simulations each use their own user's lists", async () => {
    const importers = await Promise.all([1, 2, 3].map(() => createImporter(app)))
    await importers[0]?.importCsv('email\na@a.example\n')
    const simulations = await Promise.all(importers.map((importer) => simulate(importer, 'email\na@a.example\n')))
    expect(simulations.map(({ counts }) => counts['imported'])).toEqual([0, 1, 1])
  })
})

describe('rejected simulations', () => {
  const csv = 'Name,Mail\nJane,jane@a.example\n'
  const people = { dataType: 'PEOPLE', personMapping: { fullName: 'Name' } }
  const unmapped = (mapped: string | null, column: string | null = null) => ({
    __typename: 'InvalidMappingError',
    code: 'INVALID_MAPPING',
    mapped,
    column,
  })
  const noList = { __typename: 'ListAccessError', code: 'LIST_ACCESS' }

  it.each<[what: string, simulate: object, answer: object]>([
    ['without its mapping', { dataType: 'COMPANIES', personMapping: { fullName: 'Name' } }, unmapped(null)],
    ['with an absent column', { ...people, companyMapping: { domain: 'Site' } }, unmapped('domain', 'Site')],
    ['with a mapping that identifies no one', { ...people, personMapping: { title: 'Name' } }, unmapped('fullName')],
    ['for an absent list', { ...people, listId: randomUUID() }, noList],
    ['for a malformed list', { ...people, listId: '' }, noList],
  ])('a simulation %s is rejected and leaves nothing behind', async (_what, simulate, answer) => {
    const importer = await createImporter(app)
    const before = await settled()
    expect(await ask(importer, { csvText: csv, simulate })).toEqual(answer)
    expect(await everything()).toEqual(before)
  })

  it("a simulation for another user's list is rejected, and keeps its upload", async () => {
    const [importer, other] = [await createImporter(app), await createImporter(app)]
    const { listId } = await other.importCsv('email\na@a.example\n')
    const { uploadId } = await ask(importer, { csvText: csv })
    expect(await ask(importer, { uploadId, simulate: { ...people, listId } })).toEqual(noList)
    expect(await ask(importer, { uploadId, simulate: people })).toMatchObject({ uploadId, simulation: { rows: 1 } })
  })
})
