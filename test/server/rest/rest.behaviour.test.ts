import { execFile, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { isUnionType } from 'graphql'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { schema } from '../../../src/graphql/schema.ts'
import { Refusal } from '../../../src/server/rest/statuses.ts'
import { wait } from '../../../src/server/rest/wait.ts'
import { startTestApp } from '../../support/app.ts'
import { bearer } from '../../support/graphql.ts'
import { createImporter, type Importer } from '../../support/imports.ts'
import { type LinkedInApp, startLinkedInApp } from '../../support/linkedin.ts'
import { finalCounts, holdPages, people } from '../../support/runs.ts'
import { createSearcher, searchFor } from '../../support/searches.ts'
import { waitFor } from '../../support/wait-for.ts'

let app: LinkedInApp
let importer: Importer
beforeAll(async () => {
  app = await startLinkedInApp()
  importer = await createImporter(app)
})

interface Request {
  method?: string
  token?: string | null
  headers?: Record<string, string>
  json?: unknown
  body?: BodyInit
}

async function call(path: string, { method = 'GET', token = importer.token, headers = {}, json, body }: Request = {}) {
  const response = await fetch(`${app.origin}${path}`, {
    method,
    headers: {
      ...(token === null ? {} : bearer(token)),
      ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    ...(body === undefined ? {} : { body }),
  })
  const text = await response.text()
  return { status: response.status, headers: response.headers, body: text === '' ? null : JSON.parse(text) }
}

const csvText = people(20)
const personMapping = { fullName: 'fullName', email: 'email' }

describe('PUT /api/lists/create-with-import', () => {
  it('answers the counts of the finished import', async () => {
    const { token } = await createImporter(app)
    const { status, body } = await call('/api/lists/create-with-import', {
      method: 'PUT',
      token,
      json: {
        name: 'By REST',
        dataType: 'people',
        csvText,
        personMapping,
        companyMapping: {},
        skipExistingCustomers: true,
      },
    })
    expect({ status, body }).toEqual({
      status: 200,
      body: {
        listId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        imported: finalCounts(20).imported,
        blocked: 0,
        crossListSkipped: 0,
        total: 20,
        dataType: 'people',
        companiesCreated: expect.any(Number),
      },
    })
    const list = await call(`/api/lists/${body.listId}`, { token })
    expect(list.body).toMatchObject({ id: body.listId, name: 'By REST', rowCount: 16 })
    expect(['idle', 'enriching']).toContain(list.body.enrichmentStatus)
    const page = await call(`/api/lists/${body.listId}/rows?first=3`, { token })
    expect(page.body).toMatchObject({ totalCount: 16, hasNextPage: true, endCursor: expect.any(String) })
    expect(page.body.rows).toHaveLength(3)
    const next = await call(`/api/lists/${body.listId}/rows?first=500&after=${page.body.endCursor}`, { token })
    expect(next.body.rows).toHaveLength(13)
    expect(next.body).toMatchObject({ hasNextPage: false })
  })

  it('answers 202 after the time to wait, and the counts at its location', async () => {
    const { token, userId } = await createImporter(app)
    const release = await holdPages(app.pool, userId)
    const csvText = 'fullName,email\nJo Lind,jo@b.example\n'
    const started = await call('/api/lists/create-with-import', {
      method: 'PUT',
      token,
      headers: { prefer: 'respond-async, wait=1' },
      json: { name: 'Slow', dataType: 'people', csvText, personMapping },
    })
    const { listId, runId } = started.body
    expect(started).toMatchObject({ status: 202, body: { status: expect.stringMatching(/^(QUEUED|RUNNING)$/) } })
    expect(started.headers.get('preference-applied')).toBe('wait=1')
    const location = `/api/runs/${runId}`
    expect(started.headers.get('location')).toBe(location)
    expect(await call(location, { token })).toMatchObject({ status: 202, body: { listId, runId } })
    await release()
    await waitFor(async () => (await call(location, { token })).status === 200)
    expect(await call(location, { token })).toMatchObject({ body: { listId, imported: 1, total: 1 } })
  })

  it('imports nothing new for a repeated Idempotency-Key, and refuses the key for another body', async () => {
    const { token } = await createImporter(app)
    const send = (name: string) =>
      call('/api/lists/create-with-import', {
        method: 'PUT',
        token,
        headers: { 'idempotency-key': 'once' },
        json: { name, dataType: 'people', csvText, personMapping },
      })
    const first = await send('Once')
    expect(await send('Once')).toMatchObject({ status: 200, body: first.body })
    expect(await send('Twice')).toMatchObject({ status: 409, body: { code: 'IDEMPOTENCY_CONFLICT' } })
  })

  it('imports companies into a list that exists', async () => {
    const { token } = await createImporter(app)
    const json = { dataType: 'companies', csvText: 'name,domain\nAcme,acme.example\n' }
    const companyMapping = { name: 'name', domain: 'domain', industry: null }
    const created = await call('/api/lists/create-with-import', {
      method: 'PUT',
      token,
      json: { name: 'Companies', ...json, companyMapping },
    })
    expect(created.body).toMatchObject({ imported: 1, dataType: 'companies', companiesCreated: 0 })
    const again = await call(`/api/lists/${created.body.listId}/import`, {
      method: 'PUT',
      token,
      json: { ...json, csvText: 'name,domain\nAcme,acme.example\nInitech,initech.example\n', companyMapping },
    })
    expect(again).toMatchObject({ status: 200, body: { listId: created.body.listId, imported: 1, total: 2 } })
  })
})

describe('POST /api/lists/create-with-import', () => {
  const expected = {
    dataType: 'people',
    totalRows: 20,
    columns: ['fullName', 'email'],
    personMapping: { fullName: 'fullName', email: 'email' },
    uploadId: expect.any(String),
  }

  it('previews text', async () => {
    const { status, body } = await call('/api/lists/create-with-import', { method: 'POST', json: { csvText } })
    expect({ status, body }).toMatchObject({ status: 200, body: { ...expected, csvText } })
  })

  it('previews a file, whose text and mappings can be imported as they are', async () => {
    const { token } = await createImporter(app)
    const form = new FormData()
    form.set('file', new Blob([csvText]), 'péople.csv')
    const { status, body } = await call('/api/lists/create-with-import', { method: 'POST', token, body: form })
    expect({ status, body }).toMatchObject({ status: 200, body: { ...expected, fileName: 'péople.csv' } })
    const { dataType, personMapping, companyMapping } = body
    const imported = await call('/api/lists/create-with-import', {
      method: 'PUT',
      token,
      json: { name: 'From a preview', dataType, csvText: body.csvText, personMapping, companyMapping },
    })
    expect(imported).toMatchObject({ status: 200, body: { imported: 16 } })
  })

  it.each([
    [
      'no file',
      () => {
        const form = new FormData()
        form.set('sheet', 'A')
        return { body: form }
      },
      400,
    ],
    ['another type', () => ({ headers: { 'content-type': 'text/csv' }, body: 'a,b' }), 415],
    ['broken JSON', () => ({ headers: { 'content-type': 'application/json' }, body: '{' }), 400],
    ['neither text nor file', () => ({ json: {} }), 400],
    ['an unknown upload', () => ({ json: { uploadId: crypto.randomUUID() } }), 404],
  ])('refuses a body with %s', async (_, request, status) => {
    const answer = await call('/api/lists/create-with-import', { method: 'POST', ...request() })
    expect(answer).toMatchObject({ status, body: { error: expect.any(String), code: expect.any(String) } })
  })
})

describe('a form', () => {
  const begin = '--X\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\nfullName\r\nJo'
  const headers = { 'content-type': 'multipart/form-data; boundary=X' }

  it('that ends in the middle of its file is refused, and the server keeps working', async () => {
    const { token } = await createImporter(app)
    for (const body of [begin, `${begin}${'x'.repeat(300_000)}`]) {
      const answer = await call('/api/lists/create-with-import', { method: 'POST', token, headers, body })
      expect(answer).toMatchObject({ status: 400, body: { code: 'BAD_REQUEST' } })
    }
    expect(await app.prisma.upload.count({ where: { fileName: 'a.csv' } })).toBe(0)
  })

  it('whose client leaves frees its place for the next', async () => {
    const { token } = await createImporter(app)
    for (let time = 0; time < 6; time++) {
      const socket = connect(Number(new URL(app.origin).port), '127.0.0.1')
      await new Promise((resolve) => {
        socket.write(
          `POST /api/lists/create-with-import HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n` +
            `Content-Type: ${headers['content-type']}\r\nContent-Length: 100000\r\n\r\n${begin}`,
          resolve,
        )
      })
      socket.destroy()
    }
    const form = new FormData()
    form.set('file', new Blob([csvText]), 'people.csv')
    expect(await call('/api/lists/create-with-import', { method: 'POST', token, body: form })).toMatchObject({
      status: 200,
    })
  })

  it.each([
    ['two files', ['file', 'file']],
    ['a file in another field', ['wrong', 'file']],
  ])('with %s is refused', async (_, names) => {
    const form = new FormData()
    for (const name of names) form.append(name, new Blob([csvText]), 'people.csv')
    const answer = await call('/api/lists/create-with-import', { method: 'POST', body: form })
    expect(answer).toMatchObject({ status: 400, body: { code: 'BAD_REQUEST' } })
  })

  it('with an empty file is refused with the code of an import', async () => {
    const form = new FormData()
    form.set('file', new Blob(['']), 'people.csv')
    const answer = await call('/api/lists/create-with-import', { method: 'POST', body: form })
    expect(answer).toMatchObject({ status: 400, body: { code: 'UNREADABLE_FILE', line: null } })
  })
})

describe('POST /api/lists/import-sales-nav', () => {
  it('starts the import and answers at once', async () => {
    const searcher = await createSearcher(app, 500)
    const { status, body } = await call('/api/lists/import-sales-nav', {
      method: 'POST',
      token: searcher.token,
      json: { url: searchFor(10), listName: 'Found', maxResults: 9_007_199_254_740_991, skipExistingCustomers: true },
    })
    expect({ status, body }).toEqual({
      status: 200,
      body: {
        success: true,
        listId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        runId: expect.any(String),
        maxResults: 500,
        wasCapped: true,
      },
    })
    const access = await call('/api/linkedin/sales-nav-access', { token: searcher.token })
    expect(access.body).toMatchObject({ hasSalesNavigator: true })
  })

  it.each([
    [{ url: 'https://www.linkedin.com/sales/search/company?query=(a)' }, 400, 'INVALID_SALES_NAV_URL'],
    [{ url: 'https://www.linkedin.com/sales/people/ACwAAB1' }, 400, 'INVALID_SALES_NAV_URL'],
    [{ url: searchFor(1), maxResults: 0 }, 400, 'INVALID_INPUT'],
    [{ url: searchFor(1), listId: 'no-uuid' }, 400, 'INVALID_INPUT'],
    [{}, 400, 'INVALID_INPUT'],
    [{ url: searchFor(1), listId: '11111111-1111-4111-8111-111111111111' }, 403, 'LIST_ACCESS'],
  ])('refuses %j with %i', async (json, status, code) => {
    const { token } = await createSearcher(app, 10)
    const answer = await call('/api/lists/import-sales-nav', { method: 'POST', token, json })
    expect(answer).toMatchObject({ status, body: { code, error: expect.any(String) } })
  })

  it('refuses a user without an account with 400, and one without credits with 402', async () => {
    const json = { url: searchFor(1) }
    expect(await call('/api/lists/import-sales-nav', { method: 'POST', json })).toMatchObject({
      status: 400,
      body: { code: 'SALES_NAV_ACCOUNT_REQUIRED', error: expect.stringMatching(/^No Sales Navigator account found/) },
    })
    const { token } = await createSearcher(app, 0)
    expect(await call('/api/lists/import-sales-nav', { method: 'POST', token, json })).toMatchObject({
      status: 402,
      body: {
        code: 'INSUFFICIENT_CREDITS',
        error: expect.stringMatching(/^Insufficient credits/),
        required: 1,
        available: 0,
      },
    })
  })
})

describe('curl', () => {
  const curl = (...args: string[]) =>
    new Promise<string>((resolve, reject) =>
      execFile('curl', ['--silent', '--fail-with-body', ...args], (error, stdout) =>
        error && stdout === '' ? reject(error) : resolve(stdout),
      ),
    )
  const isThere = spawnSync('curl', ['--version']).status === 0

  it.skipIf(!isThere)('imports a search and a file (skipped without curl)', async () => {
    const { token } = await createSearcher(app, 100)
    // The search reserves all credits.
    const importer = await createImporter(app)
    const headersOf = (token: string) => [
      ...['--header', `Authorization: Bearer ${token}`, '--header', 'Content-Type: application/json'],
    ]
    const search = await curl(
      ...['--request', 'POST', '--url', `${app.origin}/api/lists/import-sales-nav`, ...headersOf(token), '--data'],
      `
{
  "url": "${searchFor(3)}",
  "listName": "From curl",
  "maxResults": 4503599627370495,
  "skipExistingCustomers": true
}
`,
    )
    expect(JSON.parse(search)).toMatchObject({ success: true, maxResults: 100, wasCapped: true })
    const file = await curl(
      ...[
        '--request',
        'PUT',
        '--url',
        `${app.origin}/api/lists/create-with-import`,
        ...headersOf(importer.token),
        '--data',
      ],
      `
{
  "name": "From curl",
  "dataType": "people",
  "csvText": "fullName,email\\nJo Lind,jo@c.example\\n",
  "personMapping": { "fullName": "fullName", "email": "email" },
  "companyMapping": {},
  "skipExistingCustomers": true
}
`,
    )
    const answer = { imported: 1, blocked: 0, crossListSkipped: 0, total: 1, dataType: 'people' }
    expect(JSON.parse(file)).toEqual({ ...answer, listId: expect.any(String), companiesCreated: 0 })
  })
})

describe('every refusal', () => {
  const documented = [...readFileSync('docs/rest.md', 'utf8').matchAll(/^\| ([\d, ]+) \| (.*) \|$/gm)].flatMap(
    ([, statuses, codes]) => [...String(codes).matchAll(/`([A-Z_]+)`/g)].map(([, code]) => [code, String(statuses)]),
  )
  const results = ['ImportSalesNavResult', 'PreviewImportResult', 'CreateListWithImportResult', 'ImportIntoListResult']
  const members = results.flatMap((name) => {
    const union = schema.getType(name)
    return isUnionType(union) ? union.getTypes().map((type) => type.name) : []
  })
  const errors = [...new Set(members.filter((name) => name.endsWith('Error')))]

  it.each(errors)('%s is documented with its status', (name) => {
    const code = name
      .replace(/Error$/, '')
      .replace(/(?<=[a-z])(?=[A-Z])/g, '_')
      .toUpperCase()
    const { status } = new Refusal(code, '')
    const statuses = documented.filter(([documentedCode]) => documentedCode === code).map(([, listed]) => listed)
    expect(statuses.some((listed) => listed?.split(', ').includes(String(status)))).toBe(true)
  })

  it('answers 429 to a user who sends too much, and 413 to a body that is too large', async () => {
    const slow = await startTestApp({ rateLimitPerUser: 1, maxUploadBytes: 1_000_000 })
    onTestFinished(slow.stop)
    const { token } = await slow.createUser()
    const send = (body: string) =>
      fetch(`${slow.origin}/api/lists/create-with-import`, {
        method: 'POST',
        headers: { ...bearer(token), 'content-type': 'application/json' },
        body,
      })
    const large = await send(JSON.stringify({ csvText: 'x'.repeat(4_000_000) }))
    expect([large.status, await large.json()]).toMatchObject([413, { code: 'PAYLOAD_TOO_LARGE' }])
    const refused = await send('{}')
    expect([refused.status, await refused.json()]).toMatchObject([429, { code: 'RATE_LIMITED' }])
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
  })
})

describe('every endpoint', () => {
  it.each(['', '0', '0x10', '1e2', ' 5', '501'])('refuses a page of «%s»', async (first) => {
    const { listId } = await importer.importCsv('fullName\nEva Park\n')
    const answer = await call(`/api/lists/${listId}/rows?first=${encodeURIComponent(first)}`)
    expect(answer).toMatchObject({ status: 400, body: { code: 'INVALID_INPUT', field: 'first' } })
    expect(await call(`/api/lists/${listId}%00`)).toMatchObject({ status: 404 })
  })

  it('answers HEAD like GET', async () => {
    const { listId } = await importer.importCsv('fullName\nIda Park\n')
    expect(await call(`/api/lists/${listId}`, { method: 'HEAD' })).toMatchObject({ status: 200, body: null })
    expect(await call('/api/openapi.json', { method: 'HEAD' })).toMatchObject({ status: 200, body: null })
    expect(await call('/api/openapi.json', { method: 'POST' })).toMatchObject({ status: 405 })
  })

  it('refuses a field that a mapping does not have, and takes null for what is absent', async () => {
    const { token } = await createImporter(app)
    const json = { name: 'Mapped', dataType: 'people', csvText, uploadId: null }
    const put = (personMapping: object) =>
      call('/api/lists/create-with-import', { method: 'PUT', token, json: { ...json, personMapping } })
    expect(await put({ first_name: 'fullName' })).toMatchObject({
      status: 400,
      body: { code: 'INVALID_INPUT', field: 'personMapping', error: expect.stringContaining('first_name') },
    })
    const many = await put(Object.fromEntries(Array.from({ length: 10_000 }, (_, at) => [`unknown${at}`, null])))
    expect(many).toMatchObject({ status: 400, body: { code: 'INVALID_INPUT' } })
    expect(JSON.stringify(many.body).length).toBeLessThan(1_000)
    expect(await put({ ...personMapping, phone: null })).toMatchObject({ status: 200, body: { imported: 16 } })
  })

  it.each([
    ['GET', '/api/lists/11111111-1111-4111-8111-111111111111'],
    ['GET', '/api/lists/x/rows'],
    ['GET', '/api/runs/x'],
    ['GET', '/api/linkedin/sales-nav-access'],
    ['PUT', '/api/lists/x/import'],
    ['PUT', '/api/lists/create-with-import'],
    ['POST', '/api/lists/create-with-import'],
    ['POST', '/api/lists/import-sales-nav'],
  ])('%s %s requires a token', async (method, path) => {
    for (const headers of [{}, { authorization: 'Bearer ls_wrong' }]) {
      expect(await call(path, { method, token: null, headers })).toMatchObject({
        status: 401,
        body: { code: 'UNAUTHENTICATED' },
      })
    }
  })

  it("answers another user's list and run like those that do not exist", async () => {
    const { listId, runId } = await importer.importCsv('fullName\nAda Park\n')
    const { token } = await createImporter(app)
    for (const [path, absent] of [
      [`/api/lists/${listId}`, '/api/lists/11111111-1111-4111-8111-111111111111'],
      [`/api/lists/${listId}/rows`, '/api/lists/none/rows'],
      [`/api/runs/${runId}`, '/api/runs/none'],
    ] as const) {
      const [other, none] = [await call(path, { token }), await call(absent, { token })]
      expect(other.status).toBe(404)
      expect(other.body).toEqual(none.body)
    }
    const json = { dataType: 'people', csvText, personMapping }
    expect(await call(`/api/lists/${listId}/import`, { method: 'PUT', token, json })).toMatchObject({
      status: 403,
      body: { code: 'LIST_ACCESS' },
    })
  })

  it('answers 422 for a failed run', async () => {
    const { runId } = await importer.importCsv('fullName\nJo Lind\n')
    await app.pool.query(
      `UPDATE import_runs SET status = 'FAILED', error_code = 'IMPORT_FAILED', error_message = 'Import the file again.' WHERE id = $1`,
      [runId],
    )
    expect(await call(`/api/runs/${runId}`)).toMatchObject({
      status: 422,
      body: { error: 'Import the file again.', code: 'IMPORT_FAILED', runId },
    })
  })

  it('names the methods and the address of the description', async () => {
    const wrong = await call('/api/lists/create-with-import', { method: 'PATCH', json: {} })
    expect(wrong).toMatchObject({ status: 405, body: { code: 'METHOD_NOT_ALLOWED' } })
    expect(wrong.headers.get('allow')).toBe('POST, PUT, GET')
    expect(await call('/api/nothing')).toMatchObject({
      status: 404,
      body: { error: expect.stringContaining('openapi') },
    })
    expect(wait).toEqual({ usual: 50, max: 110 })
  })
})
