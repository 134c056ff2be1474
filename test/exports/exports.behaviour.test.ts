import fc from 'fast-check'
import Papa from 'papaparse'
import { beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { lockOwner, transaction } from '../../src/db/client.ts'
import { companyIds, rowIds } from '../../src/db/ids.ts'
import { exportPath, exportSubject } from '../../src/exports/export-request.ts'
import { deleteList } from '../../src/lists/delete.ts'
import { guardFormula } from '../../src/uploads/formula.ts'
import { DownloadLinks } from '../../src/users/download-links.ts'
import { createToken, revokeToken } from '../../src/users/tokens.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { bearer, post } from '../support/graphql.ts'
import { createImporter, type Importer } from '../support/imports.ts'
import { createFilledList } from '../support/leads.ts'
import { nastyText } from '../support/nasty-text.ts'
import { sample } from '../support/property-runs.ts'
import { readXlsx } from '../support/xlsx-files.ts'

let app: TestApp
let importer: Importer
beforeAll(async () => {
  app = await startTestApp()
  importer = await createImporter(app, 5_000)
})

const csv = `fullName,email,title,companyName,companyDomain,phone
Ada Lovelace,ada@a.example,"Engineer, first; =1+1",Acme & <Sons>,acme.example,'+49 30 1
Bea Byron,bea@b.example,_x0041_ "quoted",Globex,globex.example,
Cy 漢字,cy@c.example,,,,
`

const shape = z.object({ list: z.object({ exportUrl: z.string() }) })

async function urlOf(listId: string, args = '', by = importer): Promise<string> {
  const query = `query ($id: ID!) { list(id: $id) { exportUrl${args && `(${args})`} } }`
  return shape.parse(await by.query(query, { id: listId })).list.exportUrl
}

async function read(url: string, { token, method = 'GET' }: { token?: string; method?: string } = {}) {
  const response = await fetch(url, { method, headers: bearer(token) })
  const bytes = Buffer.from(await response.arrayBuffer())
  return { status: response.status, headers: response.headers, bytes, text: bytes.toString() }
}

/** Returns the records of an exported CSV, by their columns. */
async function recordsOf(url: string): Promise<Record<string, string>[]> {
  const { status, text } = await read(url)
  expect(status).toBe(200)
  expect(text.startsWith('\ufeff')).toBe(true)
  return Papa.parse<Record<string, string>>(text.slice(1).trimEnd(), { header: true }).data
}

async function importList(): Promise<string> {
  const { listId } = await importer.importCsv(csv, { name: 'Friends; all', skipExistingCustomers: false })
  const rows = await app.prisma.listRow.findMany({ where: { listId }, orderBy: { id: 'asc' } })
  const custom = [{ Score: '7', 'Last, "seen"': '=2+2' }, { title: 'Custom title' }]
  for (const [at, row] of rows.entries()) {
    const where = { ownerId: importer.userId, id: row.id }
    await app.prisma.listRow.updateMany({ where, data: { custom: custom[at] ?? {} } })
  }
  return listId
}

describe('an export as CSV', () => {
  it('has the id, all fields of an import and all custom fields, in the order in which the people were added', async () => {
    const listId = await importList()
    const { status, headers, text } = await read(await urlOf(listId))
    expect(status).toBe(200)
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="Friends; all.csv"; filename*=UTF-8''Friends%3B%20all.csv`,
      'cache-control': 'private, no-store',
    })
    const [header, ...lines] = text.slice(1).split('\r\n')
    expect(header).toBe(
      'id,firstName,lastName,fullName,email,phone,title,headline,seniority,department,linkedinUrl,salesNavUrl,location,city,state,country,companyName,companyDomain,companyLinkedinUrl,"Last, ""seen""",Score,custom.title',
    )
    const ids = await app.prisma.listRow.findMany({ where: { listId }, orderBy: { id: 'asc' }, select: { id: true } })
    const [ada, bea, cy] = ids.map(({ id }) => rowIds.encode(id))
    expect(lines).toEqual([
      `${ada},,,Ada Lovelace,ada@a.example,'+49 30 1,"Engineer, first;'' =1+1",,,,,,,,,,Acme & <Sons>,acme.example,,'=2+2,7,`,
      `${bea},,,Bea Byron,bea@b.example,,"_x0041_ ""quoted""",,,,,,,,,,Globex,globex.example,,,,Custom title`,
      `${cy},,,Cy 漢字,cy@c.example,,,,,,,,,,,,,,,,,`,
      '',
    ])
  })

  it('can be imported again without changing anything', async () => {
    const listId = await importList()
    const before = await app.prisma.listRow.findMany({ where: { listId }, orderBy: { id: 'asc' } })
    const { text } = await read(await urlOf(listId))
    const { counts } = await importer.importCsv(text, { listId })
    expect(counts).toMatchObject({ processed: 3, merged: 3, imported: 0, updated: 0 })
    expect(await app.prisma.listRow.findMany({ where: { listId }, orderBy: { id: 'asc' } })).toEqual(before)
  })

  it('can be changed and imported again by the ids of its rows', async () => {
    const listId = await importList()
    const { text } = await read(await urlOf(listId))
    const changed = text
      .slice(1)
      .replace('id,', 'rowId,')
      .replace('ada@a.example', 'countess@a.example')
      .replace('Bea Byron', 'Bea Lovelace')
      .replace('Cy 漢字,cy@c.example,,,', 'Cy 漢字,cy@c.example,,CTO,')
    const { counts } = await importer.importCsv(changed, {
      listId,
      input: { matchBy: ['ROW_ID'], onMatch: { values: 'OVERWRITE' } },
    })
    expect(counts).toMatchObject({ processed: 3, merged: 3, updated: 3, imported: 0 })
    expect(
      await app.prisma.listRow.findMany({
        where: { listId },
        orderBy: { id: 'asc' },
        select: { fullName: true, email: true, title: true },
      }),
    ).toMatchObject([
      { fullName: 'Ada Lovelace', email: 'countess@a.example' },
      { fullName: 'Bea Lovelace', email: 'bea@b.example' },
      { email: 'cy@c.example', title: 'CTO' },
    ])
  })

  it('leaves custom fields empty that a row lacks, whatever they are called', async () => {
    const listId = await importList()
    const names = ['__proto__', 'constructor', 'toString']
    const row = await app.prisma.listRow.findFirstOrThrow({ where: { listId } })
    await app.pool.query('UPDATE list_rows SET custom = $2 WHERE id = $1', [
      row.id,
      '{"__proto__":"a","constructor":"b","toString":"c"}',
    ])
    const [header = '', ...lines] = (
      await read(await urlOf(listId, 'columns: ["custom.__proto__", "custom.constructor", "custom.toString"]'))
    ).text
      .slice(1)
      .split('\r\n')
    expect(header).toBe(['id', ...names].join(','))
    expect(lines.map((line) => line.slice(line.indexOf(',')))).toEqual([',a,b,c', ',,,', ',,,', ''])
    const [, bea = ''] = (await read(await urlOf(listId, 'format: JSONL, columns: ["custom.constructor"]'))).text.split(
      '\n',
    )
    expect(JSON.parse(bea).custom).toEqual({})
  })

  it('has every row once, whatever control characters a provider has sent', async () => {
    const listId = await importList()
    await app.pool.query(
      String.raw`UPDATE list_rows SET title = E'\x01=1+1\n\x01\x02', company_name = E'A\x02\x01b' WHERE list_id = $1`,
      [listId],
    )
    const records = await recordsOf(await urlOf(listId, 'columns: ["title", "companyName"]'))
    expect(records.map(({ title, companyName }) => [title, companyName])).toEqual(
      Array.from({ length: 3 }, () => ["'=1+1\n", 'Ab']),
    )
  })

  it('has the cells of the same export as JSON Lines, whatever they contain', async () => {
    const listId = await createFilledList(app, importer.userId, 'Nasty', 0)
    const [titles, headlines, notes] = Array.from({ length: 3 }, () => fc.sample(nastyText, 400))
    await app.pool.query(
      `INSERT INTO list_rows (owner_id, list_id, source, held, title, headline, custom)
       SELECT $1, $2, 'CSV', 0, title, headline, jsonb_build_object('Note', note)
       FROM unnest($3::text[], $4::text[], $5::text[]) AS cells (title, headline, note)`,
      [importer.userId, listId, titles, headlines, notes],
    )
    const columns = 'columns: ["title", "headline", "custom.Note"]'
    const { text: lines } = await read(await urlOf(listId, `format: JSONL, ${columns}`))
    const rows = lines
      .trimEnd()
      .split('\n')
      .map((line) => {
        const { id, title, headline, custom } = JSON.parse(line)
        return [id, title, headline, custom.Note].map((cell: string) => {
          const guarded = guardFormula(cell.replaceAll('\x01', '').replaceAll('\x02', ''))
          return /[",\r\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded
        })
      })
    expect(rows).toHaveLength(400)
    const { text } = await read(await urlOf(listId, columns))
    expect(text).toBe(
      `\ufeff${[['id', 'title', 'headline', 'Note'], ...rows].map((row) => `${row.join(',')}\r\n`).join('')}`,
    )
  })

  it('ignores characters of a filter that cannot be stored', async () => {
    const listId = await importList()
    const filters = ['{"name":{"equals":"Ada\\u0000 \\ud800Lovelace"}}', '{"search":"ada\\u0000"}']
    for (const filter of filters) {
      const query = new URLSearchParams({ filter, columns: '["email"]' })
      const { status, text } = await read(`${app.origin}/lists/${listId}/export.csv?${query}`, {
        token: importer.token,
      })
      expect(status).toBe(200)
      expect(text).toMatch(/^\ufeffid,email\r\nrow_\d+,ada@a\.example\r\n$/)
    }
  })

  it('is why undoing the import refunds nothing', async () => {
    const { listId, runId } = await importer.importCsv(csv, { skipExistingCustomers: false })
    const exportedAt = async () =>
      (await app.prisma.list.findFirstOrThrow({ where: { id: listId }, select: { exportedAt: true } })).exportedAt
    await read(await urlOf(listId), { method: 'HEAD' })
    expect(await exportedAt()).toBeNull()
    await read(await urlOf(listId))
    expect(await exportedAt()).not.toBeNull()
    const query = `mutation ($runId: ID!) { undoImport(input: { runId: $runId }) {
      ... on UndoImportPayload { removed refunded }
    } }`
    expect(await importer.query(query, { runId })).toEqual({ undoImport: { removed: 3, refunded: 0 } })
  })

  it('has the companies of a list', async () => {
    const listId = await importList()
    const companies = await recordsOf(
      await urlOf(listId, 'of: COMPANIES, companyOrderBy: { field: NAME, direction: DESC }'),
    )
    expect(companies.map(({ name, domain }) => [name, domain])).toEqual([
      ['Globex', 'globex.example'],
      ['Acme & <Sons>', 'acme.example'],
    ])
    const row = await app.prisma.companyRow.findFirstOrThrow({ where: { listId, name: 'Globex' } })
    expect(companies[0]?.['id']).toBe(companyIds.encode(row.id))
    const filtered = await urlOf(
      listId,
      'of: COMPANIES, companyFilter: { search: "acme" }, columns: ["domain", "addedAt"]',
    )
    expect(await recordsOf(filtered)).toMatchObject([{ domain: 'acme.example', addedAt: expect.stringMatching(/Z$/) }])
  })

  it('has the selected people, columns and order', async () => {
    const listId = await importList()
    const url = await urlOf(
      listId,
      'filter: { hasEmail: true, title: { contains: "" } }, orderBy: { field: NAME, direction: DESC }, columns: ["custom.title", "fullName", "id", "source"]',
    )
    const { text } = await read(url)
    expect(text.replaceAll(/row_\d+/g, 'row')).toBe(
      '\ufeffid,custom.title,fullName,source\r\nrow,Custom title,Bea Byron,CSV\r\nrow,,Ada Lovelace,CSV\r\n',
    )
  })

  it.each([
    ['PEOPLE', rowIds],
    ['COMPANIES', companyIds],
  ] as const)('has the %s that the filter names by their ids', async (of, ids) => {
    const listId = await importList()
    const all = (await recordsOf(await urlOf(listId, `of: ${of}`))).map(({ id = '' }) => id)
    const [first = '', second = ''] = all
    const filter = of === 'PEOPLE' ? 'filter' : 'companyFilter'
    const named = async (...given: string[]) =>
      (await recordsOf(await urlOf(listId, `of: ${of}, ${filter}: { ids: ${JSON.stringify(given)} }`))).map(
        ({ id }) => id,
      )
    expect(await named(second, first, first)).toEqual([first, second])
    expect(await named(second, ids.encode(2n ** 60n), 'x')).toEqual([second])
    expect(await named()).toEqual([])
  })

  it('has a thousand people that the filter names by their ids, from anywhere in a large table', async () => {
    const listId = await importList()
    const all = (await recordsOf(await urlOf(listId))).map(({ id = '' }) => id)
    const others = Array.from({ length: 999 }, (_, at) => rowIds.encode((at + 1) * 1_000_000))
    const url = await urlOf(listId, `filter: { hasEmail: true, ids: ${JSON.stringify([...others, all[1]])} }`)
    expect((await recordsOf(url)).map(({ id }) => id)).toEqual([all[1]])
  })

  it("has nobody for another user's run", async () => {
    const [listId, other] = [await importList(), await createImporter(app)]
    const { runId } = await other.importCsv(csv)
    const header = '\ufeffid,email\r\n'
    expect((await read(await urlOf(listId, `filter: { runId: "${runId}" }, columns: ["email"]`))).text).toBe(header)
  })

  it.each(
    sample(
      [
        ['', 'ASC'],
        ['orderBy: { field: ADDED, direction: DESC }', 'DESC'],
        ['orderBy: { field: NAME }', 'ASC'],
      ],
      1,
    ),
  )('has every person once, over many pages, with %j', async (order, direction) => {
    const listId = await createFilledList(app, importer.userId, 'Many', 2_501)
    const ids = (await recordsOf(await urlOf(listId, order))).map(({ id = '' }) => Number(rowIds.decode(id)))
    expect(new Set(ids).size).toBe(2_501)
    expect(ids).toEqual(ids.toSorted((a, b) => (direction === 'ASC' ? a - b : b - a)))
  })

  it('is empty for an empty list', async () => {
    const listId = await createFilledList(app, importer.userId, 'Empty', 0)
    expect((await read(await urlOf(listId, 'columns: ["email"]'))).text).toBe('\ufeffid,email\r\n')
  })
})

describe('other formats of an export', () => {
  it('JSON Lines have typed values and custom fields', async () => {
    const listId = await importList()
    const url = await urlOf(listId, 'format: JSONL, columns: ["fullName", "title", "custom.Score"]')
    const { text, headers } = await read(url)
    expect(headers.get('content-type')).toBe('application/jsonl; charset=utf-8')
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(lines).toMatchObject([
      { fullName: 'Ada Lovelace', title: 'Engineer, first; =1+1', custom: { Score: '7' } },
      { fullName: 'Bea Byron', custom: {} },
      { fullName: 'Cy 漢字', title: null, custom: {} },
    ])
    await app.prisma.companyRow.updateMany({ where: { listId }, data: { employeeCount: 5, technologies: ['A', 'B'] } })
    const companies = await read(await urlOf(listId, 'of: COMPANIES, format: JSONL'))
    expect(JSON.parse(companies.text.split('\n')[0] ?? '')).toMatchObject({
      employeeCount: 5,
      technologies: ['A', 'B'],
    })
    expect((await recordsOf(await urlOf(listId, 'of: COMPANIES')))[0]).toMatchObject({ technologies: 'A, B' })
  })

  it('a workbook has the same cells, as text', async () => {
    const listId = await importList()
    const long = 'x'.repeat(40_000)
    await app.prisma.listRow.updateMany({
      where: { listId, email: 'cy@c.example' },
      data: { title: 'a\u0001\r\n\tb', headline: long },
    })
    const url = await urlOf(listId, 'format: XLSX, columns: ["fullName", "title", "phone", "headline", "custom.Score"]')
    const { bytes, headers } = await read(url)
    expect(headers.get('content-disposition')).toContain('filename="Friends; all.xlsx"')
    const { sheets, rows } = await readXlsx(bytes)
    expect(sheets.map(({ name }) => name)).toEqual(['People'])
    const cells = rows.map((row) => row.cells.slice(1).map((cell) => `${cell.length}: ${cell.slice(0, 30)}`))
    expect(cells).toEqual([
      ['8: fullName', '5: title', '5: phone', '8: headline', '5: Score'],
      ['12: Ada Lovelace', '21: Engineer, first; =1+1', '8: +49 30 1', '0: ', '1: 7'],
      ['9: Bea Byron', '16: _x0041_ "quoted"'],
      ['5: Cy 漢字', expect.stringMatching(/^\d: a.?\s+b$/s), '0: ', `32767: ${'x'.repeat(30)}`],
    ])
  })
})

const longTexts = ['name', 'title', 'company', 'domain', 'email', 'city', 'country']
  .map((field) => `${field}: { contains: "${'x'.repeat(900)}" }`)
  .join(' ')

describe('exportUrl', () => {
  it.each([
    ['a custom field that no row has', 'filter: { custom: [{ name: "Nope" }] }', '“Nope”'],
    ['a column that does not exist', 'columns: ["fullname"]', '“fullname”'],
    ['a custom column that does not exist', 'columns: ["custom.Nope"]', '“custom.Nope”'],
    ['a filter of the other type', 'of: COMPANIES, filter: { search: "a" }', 'companyFilter'],
    ['an order of the other type', 'companyOrderBy: { field: NAME }', '`orderBy`'],
    [
      'more ids than a filter may name',
      `filter: { ids: ${JSON.stringify(Array.from({ length: 1_001 }, () => 'row_1'))} }`,
      '1,000 ids',
    ],
    ['a text that is too long', `filter: { search: "${'x'.repeat(1_001)}" }`, '1,000 characters'],
    ['a filter that is too long', `filter: { ${longTexts} }`, 'too long for a URL'],
  ])('rejects %s', async (_title, args, message) => {
    const listId = await importList()
    const query = `query ($id: ID!) { list(id: $id) { exportUrl(${args}) } }`
    const { body } = await post(app.url, { query, variables: { id: listId } }, importer.token)
    expect(body.errors?.[0]).toMatchObject({
      message: expect.stringContaining(message),
      extensions: { code: expect.stringMatching(/^(BAD_USER|INVALID)_INPUT$/) },
    })
  })
})

describe('the address of an export', () => {
  it('takes the same arguments as JSON, with a token', async () => {
    const listId = await importList()
    const { token } = await createToken(app.pool, importer.userId, { scopes: ['READ'] })
    const query = new URLSearchParams({
      filter: '{"title":{"contains":"engineer"},"addedFrom":"2020-01-01T00:00:00.000Z"}',
      orderBy: '{"field":"NAME"}',
      columns: '["email"]',
    })
    const { status, text } = await read(`${app.origin}/lists/${listId.toUpperCase()}/export.csv?${query}`, { token })
    expect(status).toBe(200)
    expect(text).toMatch(/^\ufeffid,email\r\nrow_\d+,ada@a.example\r\n$/)
    const head = await read(`${app.origin}/lists/${listId}/export.csv`, { token, method: 'HEAD' })
    expect([head.status, head.text]).toEqual([200, ''])
  })

  it.each([
    ['of=ROBOTS', '`of` must be'],
    ['filter=no', '`filter` must be a RowFilter as JSON'],
    ['filter={"name":"x"}', '`filter` must be a RowFilter as JSON'],
    ['filter={"nam":"x"}', 'Did you mean "name"?'],
    ['filter={"nope":1}', '`filter` must be a RowFilter as JSON'],
    ['of=COMPANIES&filter={"title":{"contains":"x"}}', '`filter` must be a CompanyFilter as JSON'],
    ['orderBy={"field":"SHOE"}', '`orderBy` must be a RowOrder as JSON'],
    ['columns=email', '`columns` must be a JSON array'],
    ['columns=["nope"]', '“nope”'],
    ['filter={"custom":[{"name":"Nope"}]}', '“Nope”'],
  ])('rejects %s', async (query, message) => {
    const listId = await importList()
    const { status, text } = await read(`${app.origin}/lists/${listId}/export.csv?${encodeURI(query)}`, {
      token: importer.token,
    })
    expect([status, JSON.parse(text)]).toMatchObject([
      400,
      {
        error: { code: 'BAD_USER_INPUT', message: expect.stringContaining(message) },
      },
    ])
    expect(JSON.parse(text).error.message).toMatch(/[^.?][.?]$/)
  })

  it('rejects a filter that names too many ids', async () => {
    const listId = await importList()
    const filter = JSON.stringify({ ids: Array.from({ length: 1_001 }, () => 'x') })
    const url = `${app.origin}/lists/${listId}/export.csv?${new URLSearchParams({ filter })}`
    const { status, text } = await read(url, { token: importer.token })
    expect([status, JSON.parse(text)]).toMatchObject([400, { error: { code: 'INVALID_INPUT' } }])
  })

  it('rejects other methods', async () => {
    const listId = await importList()
    expect((await read(await urlOf(listId), { method: 'POST' })).status).toBe(405)
  })
})

describe('a link to an export', () => {
  it('gives access to nothing else, and not for longer than 15 minutes', async () => {
    const [listId, otherId] = [await importList(), await importList()]
    const other = await createImporter(app)
    const links = await DownloadLinks.load(app.prisma)
    const [ada] = await recordsOf(await urlOf(listId))
    const url = await urlOf(
      listId,
      `filter: { search: "ada", ids: ["${ada?.['id']}"] }, columns: ["email"], orderBy: { field: NAME }`,
    )
    expect((await read(url)).status).toBe(200)
    const ofNobody = await urlOf(listId, 'filter: { ids: [] }')
    const request = { listId, of: 'PEOPLE', format: 'CSV', filter: null, orderBy: null, columns: null } as const
    const { path, query } = exportPath(request)
    const signed = (tokenId: number, now?: Date) =>
      `${app.origin}${path}?${query}&${new URLSearchParams(links.sign(exportSubject(path, query), tokenId, now))}`
    expect((await read(signed(importer.tokenId))).status).toBe(200)
    const revoked = await createToken(app.pool, importer.userId)
    const ofRevoked = signed(revoked.id)
    await revokeToken(app.pool, revoked.token)
    const attempts = [
      url.replace(/filter=[^&]*/, 'filter=%7B%7D'),
      url.replace(/filter=[^&]*&/, ''),
      url.replace(/ids=[^&]*/, 'ids=1'),
      url.replace(/ids=[^&]*&/, ''),
      ofNobody.replace(/&ids=[^&]*/, ''),
      url.replace(/columns=[^&]*&/, ''),
      url.replace(/orderBy=[^&]*&/, ''),
      url.replace('of=PEOPLE', 'of=COMPANIES'),
      url.replace('export.csv', 'export.jsonl'),
      url.replace(listId, otherId),
      url.replace(/signature=.{5}/, 'signature='),
      url.replace(/tokenId=\d+/, `tokenId=${other.tokenId}`),
      signed(importer.tokenId, new Date(Date.now() - 901_000)),
      signed(other.tokenId),
      ofRevoked,
      `${app.origin}${path}`,
    ]
    for (const attempt of attempts) {
      const { status, text } = await read(attempt)
      expect({ attempt, status, error: JSON.parse(text).error }).toMatchObject({
        status: 404,
        error: { code: 'NOT_FOUND', message: expect.stringContaining('exportUrl') },
      })
    }
    expect((await read(`${app.origin}${path}`, { token: other.token })).status).toBe(404)
  })

  it('ends with the list', async () => {
    const listId = await createFilledList(app, importer.userId, 'Gone', 1)
    const url = await urlOf(listId)
    await transaction(app.pool, async (client) => {
      await lockOwner(client, importer.userId)
      await deleteList(client, importer.userId, listId)
    })
    expect((await read(url)).status).toBe(404)
  })
})
