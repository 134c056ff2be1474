import { describe, expect, it } from 'vitest'
import { startTestApp } from '../../support/app.ts'
import { upload } from '../../support/graphql.ts'
import { createImporter, type Imported, type Importer, importInput, readImport } from '../../support/imports.ts'

const app = await startTestApp()
// Without a worker, so that a run stays as it was accepted.
const quiet = await startTestApp({ role: 'api' })

const create = `mutation ($input: CreateListWithImportInput!) { createListWithImport(input: $input) {
  ... on Error { message code }
  ... on CreateListWithImportPayload {
    listId runId dataType wasCapped
    counts { total imported merged blocked crossListSkipped invalid unaffordable companiesCreated }
    run { status warnings skipExistingCustomers creditsSpent list { id name } startedAt finishedAt }
  }
} }`
const preview = `mutation ($input: PreviewImportInput!) { previewImport(input: $input) {
  ... on Error { message code }
  ... on PreviewImportPayload { uploadId columns csvText totalRows previewRows warnings personMapping { email } }
} }`

interface Started {
  listId: string
  runId: string
  total: number
  run: { status: string; warnings: string[]; skipExistingCustomers: boolean }
}

async function start(user: Importer, input: object): Promise<Started> {
  const { createListWithImport } = await user.query<{ createListWithImport: Started & { counts: object } }>(create, {
    input,
  })
  expect(createListWithImport).not.toHaveProperty('message')
  const { counts, ...started } = createListWithImport
  return { ...started, ...counts }
}

interface Preview {
  uploadId: string
  columns: string[]
  csvText: string
  totalRows: number
  previewRows: string[][]
  warnings: string[]
}

async function look(user: Importer, csvText: string): Promise<Preview> {
  const { previewImport } = await user.query<{ previewImport: Preview }>(preview, { input: { csvText } })
  return previewImport
}

async function credits(user: Importer): Promise<unknown> {
  const { viewer } = await user.query<{ viewer: { credits: unknown } }>(
    '{ viewer { credits { balance reserved available } } }',
  )
  return viewer.credits
}

/** Cells as they came, without what names the run. */
const verdictsOf = ({ outcomes, rows, companies, counts }: Imported) => ({ outcomes, rows, companies, counts })

describe('an import that is accepted', () => {
  it('an accepted import returns QUEUED with its list and total, before any row is processed', async () => {
    const user = await createImporter(quiet)
    const started = await start(user, {
      ...importInput('email\na@x.example\nb@x.example\n'),
      waitSeconds: 0,
      name: ' Leads ',
    })
    expect(started).toEqual({
      listId: expect.any(String),
      runId: expect.any(String),
      dataType: 'PEOPLE',
      total: 2,
      ...{ imported: 0, merged: 0, blocked: 0, crossListSkipped: 0, invalid: 0, unaffordable: 0, companiesCreated: 0 },
      wasCapped: false,
      run: {
        status: 'QUEUED',
        warnings: [],
        skipExistingCustomers: true,
        creditsSpent: 0,
        list: { id: started.listId, name: 'Leads' },
        startedAt: null,
        finishedAt: null,
      },
    })
  })

  it('an accepted import reserves a credit for each row, or as many as are available', async () => {
    const user = await createImporter(quiet, 5)
    const input = { ...importInput('email\na@x.example\nb@x.example\nc@x.example\n'), waitSeconds: 0 }
    await start(user, input)
    expect(await credits(user)).toEqual({ balance: 5, reserved: 3, available: 2 })
    const { runId } = await start(user, input)
    expect(await credits(user)).toEqual({ balance: 5, reserved: 5, available: 0 })
    expect(await quiet.prisma.importRun.findFirstOrThrow({ where: { id: runId } })).toMatchObject({
      total: 3,
      reserved: 2,
      wasCapped: false,
    })
  })

  it('an accepted import returns before its end, and a repeated call that waits returns the final run', async () => {
    const user = await createImporter(app, 3_000)
    const csv = `email\n${Array.from({ length: 3_000 }, (_, at) => `p${at}@x.example\n`).join('')}`
    const input = { ...importInput(csv), idempotencyKey: 'once' }
    const first = await start(user, { ...input, waitSeconds: 0 })
    expect(['QUEUED', 'RUNNING']).toContain(first.run.status)
    const second = await start(user, { ...input, waitSeconds: 30 })
    expect(second).toMatchObject({ runId: first.runId, listId: first.listId, total: 3_000, imported: 3_000 })
    expect(second).toMatchObject({ run: { status: 'COMPLETED' } })
  })

  it('an import with waitSeconds returns final counts and wasCapped', async () => {
    const user = await createImporter(app, 2)
    const csv = 'email\na@x.example\nb@x.example\na@x.example\nc@x.example\n-\n'
    expect(await start(user, importInput(csv))).toMatchObject({
      total: 5,
      ...{ imported: 2, merged: 1, unaffordable: 1, invalid: 1, blocked: 0, crossListSkipped: 0, companiesCreated: 0 },
      wasCapped: true,
      run: { status: 'COMPLETED', creditsSpent: 2, startedAt: expect.any(String), finishedAt: expect.any(String) },
    })
    expect(await credits(user)).toEqual({ balance: 0, reserved: 0, available: 0 })
  })

  it('concurrent calls with one key start one import and stage one text', async () => {
    const user = await createImporter(quiet)
    const input = { ...importInput('email\na@x.example\n'), waitSeconds: 0, idempotencyKey: 'same' }
    const started = await Promise.all(Array.from({ length: 6 }, () => start(user, input)))
    expect(new Set(started.map(({ runId, listId }) => `${runId} ${listId}`)).size).toBe(1)
    const where = { ownerId: user.userId }
    expect(await quiet.prisma.list.count({ where })).toBe(1)
    expect(await quiet.prisma.upload.count({ where })).toBe(1)
    expect(await credits(user)).toEqual({ balance: 1_000, reserved: 1, available: 999 })
  })

  it('an import skips blocked companies and leads of other lists by default', async () => {
    const user = await createImporter(app)
    await user.query('mutation { blockCompanies(input: { entries: [{ domain: "acme.example" }] }) { __typename } }')
    const { skipExistingCustomers: _, ...input } = importInput('email\njane@x.example\njoe@acme.example\n')
    expect(await start(user, input)).toMatchObject({ imported: 1, blocked: 1, run: { skipExistingCustomers: true } })
    expect(await start(user, input)).toMatchObject({ imported: 0, blocked: 1, crossListSkipped: 1 })
    expect(await start(user, { ...input, skipExistingCustomers: false })).toMatchObject({
      imported: 2,
      run: { skipExistingCustomers: false },
    })
  })

  it('an import ignores the mapping of the other type', async () => {
    const user = await createImporter(app)
    const input = { ...importInput('name\nAcme\n', { dataType: 'COMPANIES' }), personMapping: { email: 'no\0where' } }
    expect(await start(user, input)).toMatchObject({ imported: 1, run: { status: 'COMPLETED' } })
  })
})

const awkward = [
  'fullName,email,title,title,',
  'Jane,jane@x.example,"CEO; ""the boss"", really",a|b,',
  '"Jo"hn,broken@x.example,,,',
  '',
  '"Two\nlines",two@x.example',
  'José,jose@x.example,CTO,,,surplus',
  'JANE,jane@x.example,,second,\ttab\t',
  '"never closed,open@x.example',
  '-,,,,',
  'Ann;Bob,ann@x.example,,,"last, one"',
].join('\n')

describe('an upload', () => {
  it('an upload can be imported several times', async () => {
    const user = await createImporter(app)
    const csv = 'email,fullName\na@x.example,A\nb@x.example,B\n'
    const { uploadId } = await look(user, csv)
    const input = { ...importInput(csv), csvText: null, uploadId }
    expect(await start(user, { ...input, name: 'First' })).toMatchObject({ total: 2, imported: 2 })
    expect(await start(user, { ...input, name: 'Second' })).toMatchObject({ total: 2, crossListSkipped: 2 })
    const third = await start(user, { ...input, skipExistingCustomers: false })
    expect((await readImport(user.query, third.runId)).rows).toEqual([
      { email: 'a@x.example', fullName: 'A' },
      { email: 'b@x.example', fullName: 'B' },
    ])
  })

  it.each([
    ['with quotes broken, cells too many and too few, and delimiters in cells', awkward, 'email'],
    ['parted by semicolons', awkward.replaceAll(';', '\0').replaceAll(',', ';').replaceAll('\0', ','), 'email'],
    ['of one column', 'email\na@x.example\n\n"b@x.exa"mple"\na@x.example\n', 'email'],
    ['without a header', 'a@x.example,A,1\nb@x.example,B,2,3\na@x.example,C,4\n', 'Column 1'],
    [
      'with notes above its header',
      'Export of May,,\n\nfullName,email,title\nA,a@x.example,1\nB,a@x.example\n',
      'email',
    ],
  ])(
    '%s gives the same result by upload id, by original text, and by the text that the preview returns',
    async (_, csv, email) => {
      const imported = async (given: (preview: Preview) => object) => {
        const user = await createImporter(app)
        const seen = await look(user, csv)
        const custom = seen.columns.filter((column) => column !== email).map((column) => ({ column, name: column }))
        const input = { name: 'A', dataType: 'PEOPLE', personMapping: { email, custom }, waitSeconds: 30 }
        const { runId, total } = await start(user, { ...input, ...given(seen) })
        expect(total).toBe(seen.totalRows)
        return verdictsOf(await readImport(user.query, runId))
      }
      const byId = await imported(({ uploadId }) => ({ uploadId }))
      expect(byId.counts).toMatchObject({ merged: 1, processed: byId.counts.total })
      expect(byId.counts.invalid).toBe(byId.outcomes.length - 1)
      expect(await imported(() => ({ csvText: csv }))).toEqual(byId)
      expect(await imported(({ csvText }) => ({ csvText }))).toEqual(byId)
    },
  )
})

describe('a cell', () => {
  const megabyte = 'é'.repeat(500_000)

  it('a cell of a megabyte is kept whole in a field, a name, a key and an outcome', async () => {
    const user = await createImporter(app)
    const [name, address] = [`N ${megabyte}`, `${'a'.repeat(1_000_000)}@x.example`]
    const csv = `fullName,email,headline\n${name},,"${megabyte}"\n${name},,\nA,${address},\nB,${address},\n,,${megabyte}\n`
    const seen = await look(user, csv)
    expect(seen.previewRows[0]).toEqual([name.slice(0, 1_000), '', megabyte.slice(0, 1_000)])
    expect(seen.csvText.includes(`${megabyte}\n`)).toBe(true)
    const imported = await user.importCsv(csv)
    expect(imported.counts).toMatchObject({ total: 5, imported: 2, merged: 2, invalid: 1 })
    expect(imported.rows[0]?.['headline'] === megabyte && imported.rows[0]['fullName'] === name).toBe(true)
    expect(imported.rows[1]?.['email'] === address).toBe(true)
    expect(imported.outcomes.at(-1)?.cells[2] === megabyte).toBe(true)
  })

  it('NUL characters are removed from cells, with a warning in the preview and the run', async () => {
    const user = await createImporter(app)
    const csv = 'full\0Name,email,note\nJa\0ne,jane@x.example,hi\nJoe,joe@x.example,\0\n'
    const { uploadId, columns, warnings } = await look(user, csv)
    expect(columns).toEqual(['fullName', 'email', 'note'])
    expect(warnings).toEqual(['3 NUL characters removed.'])
    const input = { name: 'A\0', dataType: 'PEOPLE', personMapping: { fullName: 'fullName' }, waitSeconds: 30 }
    for (const source of [{ uploadId }, { csvText: csv }]) {
      const { runId, run } = await start(user, { ...input, ...source, skipExistingCustomers: false })
      expect(run).toMatchObject({ warnings, list: { name: 'A' } })
      expect((await readImport(user.query, runId)).rows).toEqual([{ fullName: 'Jane' }, { fullName: 'Joe' }])
    }
  })
})

describe('a custom column', () => {
  const csv = '__proto__,constructor,email,Ä b\nx,1,a@x.example,\ny,2,b@x.example,ü\nz,,a@x.example,later\n'
  const custom = [
    { column: '__proto__', name: '__proto__' },
    { column: 'constructor', name: 'toString' },
    { column: 'Ä b', name: 'Größe "1"' },
  ]

  it('a custom field is kept under any name, and a merge adds missing ones', async () => {
    const user = await createImporter(app)
    const imported = await user.importCsv(csv, { input: { personMapping: { email: 'email', custom } } })
    expect(imported.rows.map(({ custom }) => JSON.stringify(sorted(custom)))).toEqual([
      '[["Größe \\"1\\"","later"],["__proto__","x"],["toString","1"]]',
      '[["Größe \\"1\\"","ü"],["__proto__","y"],["toString","2"]]',
    ])
    expect(imported.counts).toMatchObject({ imported: 2, merged: 1, updated: 1 })
  })

  it('custom fields are kept with companies too, and with the company of a person', async () => {
    const user = await createImporter(app)
    const columns = { name: 'email', custom: [{ column: '__proto__', name: '__proto__' }] }
    const companies = await user.importCsv(csv, { dataType: 'COMPANIES', input: { companyMapping: columns } })
    expect(companies.companies.map(({ custom }) => sorted(custom))).toEqual([
      [['__proto__', 'x']],
      [['__proto__', 'y']],
    ])
    const people = await user.importCsv(csv, { input: { companyMapping: columns } })
    expect(people.companies.map(({ custom }) => sorted(custom))).toEqual([[['__proto__', 'x']], [['__proto__', 'y']]])
    expect(people.rows[0]).toEqual({
      email: 'a@x.example',
      companyName: 'a@x.example',
      company: { name: 'a@x.example', domain: null },
    })
  })

  const sorted = (value: unknown) => Object.entries(value ?? {}).toSorted(([a], [b]) => (a < b ? -1 : 1))
})

describe('a file', () => {
  it('a previewed file is imported by the upload id that the preview returns', async () => {
    const user = await createImporter(app)
    const query = { query: preview, variables: { input: { file: null } } }
    const file = { path: 'variables.input.file', name: 'people.csv', content: awkward }
    const { body } = await upload(app.url, query, file, user.token)
    expect(body).toMatchObject({ data: { previewImport: { totalRows: 8, personMapping: { email: 'email' } } } })
    const [found] = await app.prisma.upload.findMany({ where: { ownerId: user.userId } })
    expect(found?.fileName).toBe('people.csv')
    const input = { name: 'A', dataType: 'PEOPLE', uploadId: found?.id, personMapping: { email: 'email' } }
    expect(await start(user, { ...input, waitSeconds: 30 })).toMatchObject({
      total: 8,
      imported: 3,
      merged: 1,
      invalid: 4,
    })
  })
})
