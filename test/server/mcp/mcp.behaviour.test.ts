import { existsSync, readFileSync } from 'node:fs'
import { Client, StreamableHTTPClientTransport, type VersionNegotiationMode } from '@modelcontextprotocol/client'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { startTestApp, type TestApp } from '../../support/app.ts'
import { bearer, graphql } from '../../support/graphql.ts'
import { createImporter, type Importer } from '../../support/imports.ts'
import { finalCounts, holdPages, people } from '../../support/runs.ts'
import { searchFor } from '../../support/searches.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})

/** An agent that calls tools with the token of a user. */
async function connect({ token }: Pick<Importer, 'token'>, mode: VersionNegotiationMode = 'auto') {
  const client = new Client({ name: 'test', version: '1.0.0' }, { versionNegotiation: { mode } })
  const requestInit = { headers: bearer(token) }
  await client.connect(new StreamableHTTPClientTransport(new URL(`${app.origin}/mcp`), { requestInit }))
  onTestFinished(() => client.close())
  const call = async (name: string, input: Record<string, unknown> = {}) => {
    const { content, isError } = await client.callTool({ name, arguments: input })
    const [{ text } = { text: '' }] = content as { text: string }[]
    return { isError: isError === true, answer: isError && !text.startsWith('{') ? text : JSON.parse(text) }
  }
  return {
    client,
    call,
    /** Returns the result of a tool; throws if it is an error. */
    async ask(name: string, input: Record<string, unknown> = {}) {
      const { isError, answer } = await call(name, input)
      if (isError) throw new Error(JSON.stringify(answer))
      return answer
    },
  }
}

const personMapping = { fullName: 'fullName', email: 'email' }

async function withScope({ query }: Pick<Importer, 'query'>, scope: string): Promise<{ token: string }> {
  const { createApiToken } = await query<{ createApiToken: { token: string } }>(
    `mutation { createApiToken(input: { name: "Agent", scopes: [${scope}] }) { ... on CreateApiTokenPayload { token } } }`,
  )
  return createApiToken
}

describe('the tools', () => {
  it('describe themselves and each input', async () => {
    const { client } = await connect(await createImporter(app))
    expect(client.getInstructions()).toMatch(/INSUFFICIENT_CREDITS/)
    const { tools } = await client.listTools()
    expect(tools.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'preview_file',
        'simulate_import',
        'create_list_with_import',
        'import_search',
        'wait_for_run',
      ]),
    )
    for (const { name, title, description, annotations, inputSchema } of tools) {
      expect([name, title, (description ?? '').length > 50, annotations?.readOnlyHint]).toEqual([
        expect.stringMatching(/^[a-z_]+$/),
        expect.any(String),
        true,
        expect.any(Boolean),
      ])
      expect(inputSchema.type).toBe('object')
    }
    const charging = tools.filter(({ name }) => /^(create_list_with_import|import_|add_)/.test(name))
    expect(charging).toHaveLength(4)
    for (const { description } of charging) expect(description).toMatch(/1 credit.*INSUFFICIENT_CREDITS \(402\).*stop/s)
  })

  it.each<VersionNegotiationMode>(['legacy', 'auto'])('take an agent from a text to its leads (%s)', async (mode) => {
    const user = await createImporter(app)
    const { ask } = await connect(user, mode)
    const csvText = people(20)
    const preview = await ask('preview_file', { csvText })
    expect(preview).toMatchObject({ dataType: 'PEOPLE', totalRows: 20, personMapping })
    expect(preview).not.toHaveProperty('csvText')
    const { uploadId } = preview
    const file = { uploadId, dataType: 'people', personMapping }
    const { simulation } = await ask('simulate_import', file)
    expect(simulation).toMatchObject({
      creditsNeeded: 16,
      creditsAvailable: 1_000,
      counts: { imported: 16, invalid: 2 },
    })
    expect((await ask('get_credits')).credits).toEqual({ available: 1_000, reserved: 0, balance: 1_000 })

    const input = { name: 'By an agent', ...file, idempotencyKey: 'one' }
    const { listId, runId, run } = await ask('create_list_with_import', input)
    expect(run).toMatchObject({
      id: runId,
      status: 'COMPLETED',
      wasCapped: false,
      counts: finalCounts(20),
      list: { id: listId },
    })
    expect(await ask('create_list_with_import', input)).toMatchObject({ listId, runId })
    expect(await ask('wait_for_run', { runId })).toMatchObject({ run: { status: 'COMPLETED' } })
    expect((await ask('get_credits')).credits.available).toBe(984)

    const again = await ask('import_into_list', {
      listId,
      csvText: 'fullName,email\nJo Lind,jo@b.example\n',
      dataType: 'people',
      personMapping,
    })
    expect(again.run.counts).toMatchObject({ total: 1, imported: 1 })
    expect(await ask('find_lists', { name: 'agent' })).toMatchObject({
      totalCount: 1,
      nodes: [{ id: listId, name: 'By an agent', stats: { people: 17 } }],
    })
    expect(await ask('find_leads', { search: 'lind' })).toMatchObject({ nodes: [{ fullName: 'Jo Lind' }] })
    const found = await ask('find_leads', { listId, hasEmail: true, runId, first: 3 })
    expect(found).toMatchObject({ totalCount: 16, pageInfo: { hasNextPage: true } })
    expect(found.nodes).toHaveLength(3)
    const added = await ask('add_leads', {
      listId,
      people: [
        { fullName: 'Ada Park', email: 'ada@c.example', custom: [{ name: 'Tier', value: 'A' }] },
        { fullName: 'Jo Lind', email: 'jo@b.example' },
      ],
    })
    expect(added).toMatchObject({
      items: [
        { index: 0, verdict: 'IMPORTED' },
        { index: 1, verdict: 'MERGED' },
      ],
      run: { status: 'COMPLETED', counts: { imported: 1, merged: 1 } },
    })
    const skipped = await ask('read_skipped', { runId, verdicts: ['INVALID'], first: 1 })
    expect(skipped).toMatchObject({
      columns: ['fullName', 'email'],
      outcomes: { totalCount: 2, nodes: [{ verdict: 'INVALID', cells: ['-', '-'] }] },
    })
    expect(await ask('undo_import', { runId })).toMatchObject({ removed: 16, refunded: 16, kept: { totalCount: 0 } })
    expect((await ask('find_leads', { listId })).totalCount).toBe(18)
    expect(await ask('undo_import', { runId, dryRun: false })).toMatchObject({
      removed: 16,
      refunded: 16,
      run: { id: runId, undoneAt: expect.any(String) },
    })
    expect((await ask('find_leads', { listId })).totalCount).toBe(2)
    expect((await ask('get_credits')).credits.available).toBe(998)
    expect(await ask('block_companies', { entries: [{ domain: 'blocked.example' }, {}] })).toMatchObject({
      outcomes: [{ created: true, blockedCompany: { domain: 'blocked.example' } }, { error: expect.any(String) }],
    })
  })

  it('import a search', async () => {
    const { ask, call } = await connect(await createImporter(app))
    expect(await ask('check_sales_navigator')).toMatchObject({ hasSalesNavigator: true })
    const started = await ask('import_search', { url: searchFor(10), maxResults: 5 })
    expect(started).toMatchObject({ wasCapped: false, maxResults: 5 })
    expect(await ask('wait_for_run', { runId: started.runId, waitSeconds: 50 })).toMatchObject({
      run: { counts: { imported: 5 } },
    })
    expect(await call('import_search', { url: 'https://www.linkedin.com/in/somebody' })).toEqual({
      isError: true,
      answer: expect.objectContaining({ code: 'INVALID_SALES_NAV_URL', error: expect.any(String) }),
    })
  })

  it('cancel an import that is running', async () => {
    const user = await createImporter(app)
    const { ask, call } = await connect(user)
    const release = await holdPages(app.pool, user.userId)
    const csvText = people(10)
    const { runId, run } = await ask('create_list_with_import', {
      name: 'Slow',
      csvText,
      dataType: 'people',
      personMapping,
      waitSeconds: 0,
    })
    expect(['QUEUED', 'RUNNING']).toContain(run?.status ?? 'QUEUED')
    const cancelling = call('cancel_import', { runId })
    await release()
    expect((await cancelling).answer).toMatchObject(
      (await cancelling).isError ? { code: 'RUN_NOT_CANCELLABLE' } : { run: { status: 'CANCELLED' } },
    )
  })
})

describe('an error', () => {
  it('of the credits says that none is affordable', async () => {
    const { call } = await connect(await createImporter(app, 0))
    const input = { name: 'None', csvText: people(10), dataType: 'people', personMapping }
    expect(await call('create_list_with_import', input)).toEqual({
      isError: true,
      answer: expect.objectContaining({ code: 'INSUFFICIENT_CREDITS', required: 1, available: 0 }),
    })
  })

  it('of the scope says which one is missing', async () => {
    const { call, ask } = await connect(await withScope(await createImporter(app), 'READ'))
    expect(await ask('get_credits')).toMatchObject({ credits: { available: 1_000 } })
    expect(await call('preview_file', { csvText: 'a\nb\n' })).toEqual({
      isError: true,
      answer: expect.objectContaining({ code: 'FORBIDDEN', requiredScope: 'IMPORT' }),
    })
  })

  it("is the same for another user's objects as for those that do not exist", async () => {
    const owner = await createImporter(app)
    const { listId, runId } = await owner.importCsv(people(10))
    const { call } = await connect(await createImporter(app))
    const [foreign, absent] = [
      { listId, runId },
      { listId: crypto.randomUUID(), runId: crypto.randomUUID() },
    ]
    for (const tool of ['wait_for_run', 'read_skipped', 'cancel_import', 'undo_import']) {
      const theirs = await call(tool, { runId: foreign.runId })
      expect(theirs).toEqual({ isError: true, answer: expect.objectContaining({ code: 'RUN_NOT_FOUND' }) })
      expect(theirs).toEqual(await call(tool, { runId: absent.runId }))
    }
    const theirs = await call('find_leads', { listId: foreign.listId })
    expect(theirs).toEqual({ isError: true, answer: expect.objectContaining({ code: 'LIST_NOT_FOUND' }) })
    expect(theirs).toEqual(await call('find_leads', { listId: absent.listId }))
  })

  it('of the input names the argument', async () => {
    const { call } = await connect(await createImporter(app))
    const { isError, answer } = await call('wait_for_run', { runId: 7 })
    expect([isError, answer]).toEqual([true, expect.stringMatching(/runId/)])
  })

  it('names an argument that the tool does not have', async () => {
    const { call } = await connect(await createImporter(app))
    for (const [name, input] of [
      ['find_lists', { serach: 'Friends' }],
      ['block_companies', { entries: [{ domain: 'acme.example', note: 'Customer' }] }],
    ] as const) {
      const { isError, answer } = await call(name, input)
      expect([isError, answer]).toEqual([true, expect.stringMatching(/Unrecognized key: "(serach|note)"/)])
    }
  })
})

describe('the endpoint', () => {
  const post = (token: string | undefined, body: unknown, headers: Record<string, string> = {}) =>
    fetch(`${app.origin}/mcp`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        ...bearer(token),
        ...headers,
      },
      body: JSON.stringify(body),
    })
  const list = { jsonrpc: '2.0', id: 1, method: 'tools/list' }

  it('requires a token that is live', async () => {
    const user = await createImporter(app)
    const { token } = await withScope(user, 'ADMIN')
    const agent = await connect({ token })
    await agent.ask('get_credits')
    await graphql(app.url, token)('mutation { signOut { __typename } }')
    await expect(agent.ask('get_credits')).rejects.toThrow()
    for (const given of [undefined, token, 'wrong']) {
      const { status, headers } = await post(given, list)
      expect([status, headers.get('www-authenticate')]).toEqual([401, expect.stringContaining('Bearer')])
    }
  })

  it('ends a wait when the token is revoked', async () => {
    const user = await createImporter(app)
    const { token } = await withScope(user, 'IMPORT')
    const release = await holdPages(app.pool, user.userId)
    const agent = await connect({ token })
    const input = { name: 'Slow', csvText: people(10), dataType: 'people', personMapping, waitSeconds: 0 }
    const { runId } = await agent.ask('create_list_with_import', input)
    const waiting = agent.call('wait_for_run', { runId, waitSeconds: 50 })
    await graphql(app.url, token)('mutation { signOut { __typename } }')
    expect(await waiting.catch(() => 'refused')).toEqual(
      expect.toSatisfy((end: unknown) => JSON.stringify(end).includes('UNAUTHENTICATED') || end === 'refused'),
    )
    await release()
  })

  it.each([
    ['a batch', [list, list], {}, 400],
    ['another type', list, { 'content-type': 'text/plain' }, 415],
    ['a body that is too large', { ...list, params: 'x'.repeat(27_000_000) }, {}, 413],
  ])('refuses %s', async (_what, body, headers, status) => {
    const { token } = await createImporter(app)
    expect((await post(token, body, headers)).status).toBe(status)
  })

  it('has no sessions', async () => {
    const { token } = await createImporter(app)
    for (const method of ['GET', 'DELETE']) {
      const { status, headers } = await fetch(`${app.origin}/mcp`, { method, headers: bearer(token) })
      expect([status, headers.get('allow')]).toEqual([405, 'POST'])
    }
  })
})

it('llms.txt is served, and links only to what exists', async () => {
  const response = await fetch(`${app.origin}/llms.txt`)
  const text = await response.text()
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/plain; charset=utf-8'])
  const links = [...text.matchAll(/\]\(([^)]+)\)/g)].map(([, path = '']) => path)
  expect(links.length).toBeGreaterThan(5)
  expect(links.filter((path) => !existsSync(path))).toEqual([])
  expect((await fetch(`${app.origin}/llms.txt`, { method: 'POST' })).status).toBe(405)
})

it('docs/agents.md lists every tool', async () => {
  const { client } = await connect(await createImporter(app))
  const document = readFileSync('docs/agents.md', 'utf8')
  const { tools } = await client.listTools()
  expect(tools.map(({ name }) => name).filter((name) => !document.includes(`\`${name}\``))).toEqual([])
})
