import { beforeAll, expect, it } from 'vitest'
import * as z from 'zod'
import { startTestApp, type TestApp } from '../support/app.ts'
import { bearer } from '../support/graphql.ts'
import { createImporter, type Importer } from '../support/imports.ts'
import { readXlsx } from '../support/xlsx-files.ts'

let app: TestApp
let importer: Importer
beforeAll(async () => {
  app = await startTestApp()
  importer = await createImporter(app)
  await block(importer, [
    { domain: 'acme.example', name: 'Acme', reason: 'A customer' },
    { domain: 'globex.example' },
    { name: '=1+1, "quoted"', reason: '漢字' },
  ])
})

const entries = [
  { domain: 'acme.example', name: 'Acme', reason: 'A customer' },
  { domain: 'globex.example', name: null, reason: null },
  { domain: null, name: '=1+1, "quoted"', reason: '漢字' },
]

async function block(by: Importer, given: object[]): Promise<void> {
  await by.query(
    `mutation ($entries: [BlockCompanyEntryInput!]!) {
      blockCompanies(input: { entries: $entries }) { ... on Error { message } }
    }`,
    { entries: given },
  )
}

const shape = z.object({ blockListExportUrl: z.string() })

async function urlOf(format: string, by = importer): Promise<string> {
  return shape.parse(await by.query(`{ blockListExportUrl(format: ${format}) }`)).blockListExportUrl
}

async function stored(userId: number): Promise<unknown> {
  return await app.prisma.blockedCompany.findMany({
    where: { ownerId: userId },
    orderBy: { seq: 'asc' },
    select: { domain: true, name: true, reason: true },
  })
}

it('is imported again as the same block list', async () => {
  const response = await fetch(await urlOf('CSV'))
  expect(response.headers.get('content-disposition')).toContain('filename="Block list.csv"')
  const csvText = await response.text()
  expect(csvText.startsWith('domain,name,reason\r\nacme.example,Acme,A customer\r\n')).toBe(true)
  const other = await createImporter(app)
  expect(
    await other.query(
      `mutation ($csvText: String) {
        importBlockList(input: { csvText: $csvText }) { ... on ImportBlockListPayload { added rejectedCount } ... on Error { message } }
      }`,
      { csvText },
    ),
  ).toEqual({ importBlockList: { added: 3, rejectedCount: 0 } })
  expect(await stored(other.userId)).toEqual(entries)
})

it('is JSON Lines or a workbook, too', async () => {
  const jsonl = await (await fetch(await urlOf('JSONL'))).text()
  expect(
    jsonl
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toEqual(entries)
  const { rows } = await readXlsx(Buffer.from(await (await fetch(await urlOf('XLSX'))).arrayBuffer()))
  expect(rows[0]?.cells).toEqual(['domain', 'name', 'reason'])
  expect(rows[3]?.cells).toContain('=1+1, "quoted"')
})

it('reads a list of several pages in order', async () => {
  const many = await createImporter(app)
  const domains = Array.from({ length: 2_001 }, (_, at) => `company${at}.example`)
  for (let at = 0; at < domains.length; at += 1_000) {
    await block(
      many,
      domains.slice(at, at + 1_000).map((domain) => ({ domain })),
    )
  }
  const text = await (await fetch(await urlOf('JSONL', many))).text()
  const read = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).domain)
  expect(read.length).toBe(2_001)
  expect(new Set(read)).toEqual(new Set(domains))
})

it('needs a link or a token of the owner', async () => {
  const path = `${app.origin}/block-list/export.jsonl`
  expect((await fetch(path)).status).toBe(404)
  expect((await fetch(`${path}?${(await urlOf('CSV')).split('?')[1]}`)).status).toBe(404)
  const own = await fetch(path, { headers: bearer(importer.token) })
  expect((await own.text()).trim().split('\n')).toHaveLength(3)
  const stranger = await createImporter(app)
  expect(await (await fetch(path, { headers: bearer(stranger.token) })).text()).toBe('')
})
