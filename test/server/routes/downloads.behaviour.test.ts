import { randomBytes } from 'node:crypto'
import { request } from 'node:http'
import pg from 'pg'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import * as z from 'zod'
import { outcomesLink } from '../../../src/imports/outcomes/outcomes-link.ts'
import { DownloadLinks } from '../../../src/users/download-links.ts'
import { revokeToken } from '../../../src/users/tokens.ts'
import { startTestApp, type TestApp } from '../../support/app.ts'
import { bearer, post } from '../../support/graphql.ts'
import { createImporter, type Importer } from '../../support/imports.ts'
import { startImport } from '../../support/runs.ts'
import { openSocket } from '../../support/sockets.ts'
import { waitFor } from '../../support/wait-for.ts'

let app: TestApp
let importer: Importer
let links: DownloadLinks
beforeAll(async () => {
  app = await startTestApp()
  importer = await createImporter(app)
  links = await DownloadLinks.load(app.prisma)
})

const header = 'fullName,email,city'
const csv = `${header}
Ada,ada@a.example,London
Ada,ada@a.example,"=1+1, or ""so"""
-,-,北京
"Bo"b,bob@a.example,Rome
Cy,cy@a.example,Oslo,+1,
`

interface Download {
  status: number
  headers: Headers
  text: string
}

async function read(url: string, { token, method = 'GET' }: { token?: string; method?: string } = {}) {
  const response = await fetch(url, { method, headers: bearer(token) })
  // `text()` would drop the byte order mark.
  const text = Buffer.from(await response.arrayBuffer()).toString()
  return { status: response.status, headers: response.headers, text } satisfies Download
}

const urlQuery = 'query ($runId: ID!) { importRun(id: $runId) { outcomesCsvUrl } }'
const urlShape = z.object({ importRun: z.object({ outcomesCsvUrl: z.string() }) })

async function urlOf(runId: string, by = importer): Promise<string> {
  return urlShape.parse(await by.query(urlQuery, { runId })).importRun.outcomesCsvUrl
}

/** Returns the cells of a program with this delimiter; quotes only count at the start of a cell. */
function cellsOf(text: string, delimiter: string): string[] {
  const cells: string[] = []
  for (let at = 0; at < text.length; at++) {
    let cell = ''
    if (text[at] === '"') {
      for (at++; at < text.length && (text[at] !== '"' || text[at + 1] === '"'); at++) {
        cell += text[at]
        if (text[at] === '"') at++
      }
      at++
    }
    for (; at < text.length && !`${delimiter}\r\n`.includes(text[at] ?? ''); at++) cell += text[at]
    cells.push(cell)
  }
  return cells
}

interface Reasons {
  columns: string[]
  outcomeReasons: { verdict: string; code: string; count: number }[]
  outcomes: { totalCount: number }
}

describe('outcomes.csv', () => {
  it('outcomes.csv contains every row that was not imported, with its verdict and reason, safe for spreadsheet programs', async () => {
    const { runId, outcomes } = await importer.importCsv(csv, { name: 'Friends' })
    expect(outcomes.map(({ verdict }) => verdict)).toEqual(['MERGED', 'INVALID', 'INVALID', 'INVALID'])
    const { status, headers, text } = await read(await urlOf(runId))
    expect(status).toBe(200)
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition':
        'attachment; filename="Friends - outcomes.csv"; filename*=UTF-8\'\'Friends%20-%20outcomes.csv',
      'cache-control': 'private, no-store',
      'x-content-type-options': 'nosniff',
    })
    expect(text.replaceAll(/(MERGED|INVALID),("[^"]*"|[^,\r]*)/g, '$1,…')).toBe(
      [
        `\ufeff${header},verdict,reason`,
        `Ada,ada@a.example,"'=1+1, or ""so""",MERGED,…`,
        `'-,'-,北京,INVALID,…`,
        `"""Bo""b,bob@a.example,Rome",,,INVALID,…`,
        `Cy,cy@a.example,Oslo,INVALID,…,'+1`,
        '',
      ].join('\r\n'),
    )
  })

  it('outcomes.csv contains no formulas, whatever delimiter a program uses', async () => {
    const signs = [...'=+-@＝＋－＠']
    const blanks = ['', ' ', '\u00a0', '\u200b', '"', "'", ' "']
    const separators = ['', 'x;', 'x|', 'x\t', 'x\n', 'x,', 'x";', ';', 'x\r\n', 'x;|\t']
    const cells = separators.flatMap((before) => blanks.flatMap((blank) => signs.map((sign) => before + blank + sign)))
    const quoted = cells.map((cell) => `"${`${cell}1+1`.replaceAll('"', '""')}"`)
    // Each row is invalid, with the cells in the first position, in the middle and in the last position.
    const rows = [...quoted.map((cell) => `,-,${cell}`), ...quoted.map((cell) => `${cell},-,x,y`)]
    const { runId, outcomes } = await importer.importCsv(`city,email,phone\n${rows.join('\n')}\n`)
    expect(outcomes.length).toBeGreaterThan(400)
    const { text } = await read(await urlOf(runId))
    for (const delimiter of [',', ';', '|', '\t']) {
      const shown = cellsOf(text, delimiter)
      expect(shown.length).toBeGreaterThan(cells.length)
      expect(shown.filter((cell) => /^[\s\p{Cf}]*[=+\-@＝＋－＠]/u.test(cell))).toEqual([])
    }
  })

  it('outcomes.csv can be corrected and imported again', async () => {
    const { runId } = await importer.importCsv('fullName,email,phone\n-,-,+49 30 1\nEve,eve@a.example,\n-,-,\n')
    const { text } = await read(await urlOf(runId))
    const form = await fetch(`${app.origin}/uploads?fileName=fixed.csv`, {
      method: 'PUT',
      headers: bearer(importer.token),
      body: text.replace("'-,'-", 'Dan,dan@a.example').replace("'-,'-", 'Dora,dora@a.example'),
    })
    const { uploadId, columns } = z
      .object({ uploadId: z.string(), columns: z.array(z.string()) })
      .parse(await form.json())
    expect(columns).toEqual(['fullName', 'email', 'phone', 'verdict', 'reason'])
    const input = {
      name: 'Fixed',
      dataType: 'PEOPLE',
      uploadId,
      personMapping: { fullName: 'fullName', email: 'email', phone: 'phone' },
      waitSeconds: 30,
    }
    expect(
      await importer.query(
        `mutation ($input: CreateListWithImportInput!) {
          createListWithImport(input: $input) {
            ... on CreateListWithImportPayload { counts { imported } run { list { rows { nodes { fullName email phone } } } } }
          }
        }`,
        { input },
      ),
    ).toEqual({
      createListWithImport: {
        counts: { imported: 2 },
        run: {
          list: {
            rows: {
              nodes: [
                { fullName: 'Dan', email: 'dan@a.example', phone: '+49 30 1' },
                { fullName: 'Dora', email: 'dora@a.example', phone: null },
              ],
            },
          },
        },
      },
    })
  })

  it('outcomes.csv is only a header if every row was imported', async () => {
    const { runId } = await importer.importCsv('fullName\nZed\n')
    expect((await read(await urlOf(runId))).text).toBe('\ufefffullName,verdict,reason\r\n')
  })

  it('outcomes.csv keeps its columns after the upload has expired, and has a name after the list is deleted', async () => {
    const { runId, listId } = await importer.importCsv('fullName,email\n-,-\n', { name: 'Gone' })
    await app.pool.query('UPDATE import_runs SET upload_id = NULL')
    await app.pool.query('DELETE FROM uploads')
    await importer.query('mutation ($id: ID!) { deleteList(input: { listId: $id }) { __typename } }', { id: listId })
    const { headers, text } = await read(await urlOf(runId))
    expect(text).toMatch(/^\ufefffullName,email,verdict,reason\r\n'-,'-,INVALID,/)
    expect(headers.get('content-disposition')).toContain('filename="Import - outcomes.csv"')
  })

  it('outcomes.csv contains each row once, even if there are many long ones', async () => {
    const long = randomBytes(400_000).toString('base64url')
    const rows = Array.from({ length: 2_500 }, (_, row) => `,-,${row}${row % 500 === 0 ? long : ''}`)
    const { runId } = await importer.importCsv(`fullName,email,city\n${rows.join('\n')}\n`)
    const { text } = await read(await urlOf(runId))
    const lines = text.split('\r\n').slice(1, -1)
    expect(lines.map((line) => line.slice(0, line.indexOf(',INVALID')).replace("'-", '-'))).toEqual(rows)
  })

  it.each([
    ['Käufer 100%', 'K_ufer 100_ - outcomes.csv', 'K%C3%A4ufer%20100%25%20-%20outcomes.csv'],
    [`a/b\\c"d'e`, "a_b_c_d'e - outcomes.csv", 'a_b_c_d%27e%20-%20outcomes.csv'],
  ])('outcomes.csv is named after its list, %s', async (name, plain, encoded) => {
    const { runId } = await importer.importCsv('fullName\nZed\n', { name })
    const { headers } = await read(await urlOf(runId))
    expect(headers.get('content-disposition')).toBe(`attachment; filename="${plain}"; filename*=UTF-8''${encoded}`)
  })

  it('outcomes.csv can be filtered by verdicts and reasons, and rejects unknown verdicts', async () => {
    const other = await createImporter(app)
    const { runId } = await other.importCsv(csv)
    const url = await urlOf(runId, other)
    const lines = async (filter: string) => (await read(`${url}&${filter}`)).text.split('\r\n').length - 2
    const filters = ['verdicts=MERGED', 'verdicts=MERGED,INVALID', 'verdicts=UNAFFORDABLE']
    expect(await Promise.all(filters.map(lines))).toEqual([1, 4, 0])
    const { importRun } = await other.query<{ importRun: Reasons }>(
      `query ($id: ID!) { importRun(id: $id) {
        columns outcomeReasons { verdict code count } outcomes(reasonCodes: [BROKEN_QUOTES]) { totalCount }
      } }`,
      { id: runId },
    )
    const reasons = importRun.outcomeReasons
    expect(reasons.reduce((sum, { count }) => sum + count, 0)).toBe(4)
    for (const { code, count } of reasons) expect(await lines(`reasonCodes=${code}`)).toBe(count)
    const broken = reasons.find(({ code }) => code === 'BROKEN_QUOTES')?.count ?? 0
    expect(importRun.outcomes.totalCount).toBe(broken)
    expect(importRun.columns.length).toBeGreaterThan(0)
    const { status, text } = await read(`${url}&verdicts=MERGED,BAD`)
    expect(status).toBe(400)
    expect(JSON.parse(text)).toEqual({ error: { code: 'BAD_USER_INPUT', message: expect.stringContaining('MERGED') } })
  })

  it('outcomes.csv supports HEAD and rejects other methods', async () => {
    const { runId } = await importer.importCsv(csv)
    const url = await urlOf(runId)
    const announced = await read(url, { method: 'HEAD' })
    expect(announced).toMatchObject({ status: 200, text: '' })
    expect(announced.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    const refused = await read(url, { method: 'POST' })
    expect(refused.status).toBe(405)
    expect(refused.headers.get('allow')).toBe('GET, HEAD')
  })
})

describe('access to outcomes.csv', () => {
  let runId: string
  let path: string
  beforeAll(async () => {
    runId = (await importer.importCsv(csv)).runId
    path = `${app.origin}/runs/${runId}/outcomes.csv`
  })

  it("the owner's token gives access to outcomes.csv", async () => {
    expect((await read(path, { token: importer.token })).status).toBe(200)
    expect((await read(path.replace(runId, runId.toUpperCase()), { token: importer.token })).status).toBe(200)
  })

  it("a link gives access to outcomes.csv for fifteen minutes, even with another user's token", async () => {
    const url = await urlOf(runId)
    const expires = Number(new URL(url).searchParams.get('expires'))
    expect(Math.abs(expires - Date.now() / 1_000 - 900)).toBeLessThan(30)
    const other = await createImporter(app)
    expect((await read(url)).status).toBe(200)
    expect((await read(url, { token: other.token })).status).toBe(200)
    expect((await read(url, { token: 'expired' })).status).toBe(200)
  })

  it('all other requests for outcomes.csv get the same response', async () => {
    const other = await createImporter(app)
    const { runId: otherRunId } = await other.importCsv(csv)
    const signed = (id: string, tokenId: number, now?: Date) =>
      `${path}${/\?.*/.exec(outcomesLink(links, id, tokenId, now))}`
    const { tokenId } = importer
    const fresh = signed(runId, tokenId)
    const ask = (url: string, token?: string) => ({ url, ...(token === undefined ? {} : { token }) })
    const revoked = await app.createUser()
    await revokeToken(app.pool, revoked.token)
    const attempts = [
      ask(path),
      ask(path, other.token),
      ask(path, 'hello'),
      ask(path, revoked.token),
      ask(path.replace(runId, otherRunId), importer.token),
      ask(path.replace(runId, '00000000-0000-4000-8000-000000000000'), importer.token),
      ask(path.replace(runId, 'hello'), importer.token),
      ask(path.replace(runId, '%00'), importer.token),
      ask(signed(runId, tokenId, new Date(Date.now() - 901_000))),
      ask(signed(runId, other.tokenId)),
      ask(signed(runId, 0)),
      ask(signed(otherRunId, tokenId)),
      ask(fresh.replace(/tokenId=\d+/, `tokenId=${other.tokenId}`)),
      ask(fresh.replace(/tokenId=\d+&/, '')),
      ask(fresh.replace(/expires=\d/, 'expires=9')),
      ask(fresh.replace(/expires=\d+/, 'expires=Infinity')),
      ask(fresh.replace(/expires=\d+&/, '')),
      ask(fresh.replace(/signature=.*/, 'signature=')),
      ask(fresh.replace(/signature=.{10}/, 'signature=')),
      ask(`${path}${/\?.*/.exec(outcomesLink(new DownloadLinks(new Uint8Array(32)), runId, tokenId))}`),
    ]
    for (const { url, ...by } of attempts) {
      const { status, text } = await read(url, by)
      expect({ url, status, error: JSON.parse(text).error }).toEqual({
        url,
        status: 404,
        error: { code: 'NOT_FOUND', message: expect.stringContaining('Download not found.') },
      })
    }
  })
})

describe('outcomesCsvUrl', () => {
  it('outcomesCsvUrl starts with the host of the request, over HTTP, Server-Sent Events and WebSocket', async () => {
    const { runId } = await importer.importCsv(csv)
    const path = `/runs/${runId}/outcomes.csv?tokenId=`
    const { port } = new URL(app.origin)
    expect(await urlOf(runId)).toContain(`${app.origin}${path}`)
    expect(await urlOverHttp(runId, 'leads.example:8080')).toContain(`http://leads.example:8080${path}`)
    for (const host of ['a.example/b', 'a@b', 'a.example?b', ' ']) {
      expect(await urlOverHttp(runId, host)).toContain(`http://127.0.0.1:${port}${path}`)
    }
    const watched = { query: `subscription { importProgress(runId: "${runId}") { outcomesCsvUrl } }` }
    const socket = await openSocket(app.url.replace('127.0.0.1', 'localhost'), { token: importer.token })
    expect(JSON.stringify(await socket.subscribe(watched).next())).toContain(`http://localhost:${port}${path}`)
    socket.close()
    const events = await fetch(app.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...bearer(importer.token) },
      body: JSON.stringify(watched),
    })
    expect(await events.text()).toContain(`${app.origin}${path}`)
  })

  it('outcomesCsvUrl starts with PUBLIC_URL if that is set', async () => {
    const behind = await startTestApp({ publicUrl: 'https://leads.example.com/api' })
    const owner = await createImporter(behind)
    const { runId } = await startImport(owner, csv)
    expect(await urlOf(runId, owner)).toContain(`https://leads.example.com/api/runs/${runId}/outcomes.csv?`)
  })

  it('outcomesCsvUrl is not available to other users', async () => {
    const { runId } = await importer.importCsv(csv)
    const { body } = await post(app.url, { query: urlQuery, variables: { runId } }, (await createImporter(app)).token)
    expect(body).toEqual({ data: { importRun: null } })
  })

  async function urlOverHttp(runId: string, host: string): Promise<string> {
    return await new Promise((resolve, reject) => {
      const headers = { 'content-type': 'application/json', host, ...bearer(importer.token) }
      const asking = request(app.url, { method: 'POST', headers })
      asking.on('error', reject)
      asking.on('response', async (response) => resolve(Buffer.concat(await response.toArray()).toString()))
      asking.end(JSON.stringify({ query: urlQuery, variables: { runId } }))
    })
  }
})

/** Returns a link to more outcomes than are sent before they are read. */
async function linkToMany(by = importer): Promise<string> {
  const { runId } = await by.importCsv('fullName,email\n-,-\n')
  await app.pool.query(
    `INSERT INTO import_outcomes (owner_id, run_id, row_number, verdict, reason_code, reason, cells)
     SELECT (SELECT owner_id FROM import_runs WHERE id = $1), $1, row, 'INVALID', 'NOBODY', 'x', ARRAY[repeat('x', 1500), 'b'] FROM generate_series(2, 50000) row`,
    [runId],
  )
  return await urlOf(runId, by)
}

describe('a link to outcomes.csv', () => {
  it.each([
    ['revoked', (token: string) => revokeToken(app.pool, token)],
    [
      'expired',
      (token: string) =>
        app.pool.query("UPDATE api_tokens SET expires_at = now() - interval '1 second' WHERE prefix = $1", [
          token.slice(0, 11),
        ]),
    ],
  ])('is refused once the token that made it is %s', async (_how, end) => {
    const owner = await createImporter(app)
    const { runId } = await owner.importCsv(csv)
    const url = await urlOf(runId, owner)
    expect((await read(url)).status).toBe(200)
    await end(owner.token)
    expect((await read(url)).status).toBe(404)
  })

  it('stops in the middle when the token that made it is revoked', async () => {
    const owner = await createImporter(app)
    const response = await fetch(await linkToMany(owner))
    const reader = response.body?.getReader()
    await reader?.read()
    await revokeToken(app.pool, owner.token)
    const readOn = async () => {
      while (!(await reader?.read())?.done);
    }
    await expect(readOn()).rejects.toThrow('terminated')
  })

  it('counts to the connections and the rate of the token that made it', async () => {
    const limited = await startTestApp({ connectionsPerUser: 1, rateLimitPerUser: 20, rateLimitPerAddress: 1 })
    const owner = await createImporter(limited)
    const { runId } = await startImport(owner, csv)
    const url = await urlOf(runId, owner)
    const socket = await openSocket(limited.url, { token: owner.token })
    await socket.next()
    const refused = await read(url)
    expect([refused.status, JSON.parse(refused.text).error.code]).toEqual([429, 'TOO_MANY_CONNECTIONS'])
    socket.close()
    await socket.closed
    const answers: number[] = []
    for (let asked = 0; asked < 20; asked++) answers.push((await read(url)).status)
    expect(answers).toContain(200)
    expect(answers.at(-1)).toBe(429)
  })
})

it('a download stops reading from the database when the client disconnects', async () => {
  const url = await linkToMany()
  const query = vi.spyOn(pg.Client.prototype, 'query')
  const countPages = () =>
    query.mock.calls.filter(([statement]) => String(statement).includes('import_outcomes')).length
  const controller = new AbortController()
  const response = await fetch(url, { signal: controller.signal })
  await response.body?.getReader().read()
  // It reads on until the buffers are full.
  const settled = async () => {
    const seen = countPages()
    for (let round = 0; round < 20; round++) await (await fetch(`${app.origin}/health`)).text()
    return seen === countPages()
  }
  await waitFor(async () => countPages() > 1 && (await settled()))
  const read = countPages()
  controller.abort()
  await waitFor(settled)
  expect(countPages() - read).toBeLessThan(3)
  expect(countPages()).toBeLessThan(150)
  query.mockRestore()
  expect((await fetch(`${app.origin}/ready`)).status).toBe(200)
})
