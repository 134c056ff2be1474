import { createServer, type RequestListener } from 'node:http'
import { describe, expect, it } from 'vitest'
import type { SearchRequest } from '../../../../src/accounts/provider.ts'
import { AccountDisconnectedError, AccountProviderRefusedError } from '../../../../src/accounts/provider-errors.ts'
import { ProviderBusyError, ProviderUnavailableError } from '../../../../src/errors.ts'
import type { FakeAccount } from '../../../../src/providers/sales-nav/fake/accounts.ts'
import { type FakeOptions, startFakeUnipile } from '../../../../src/providers/sales-nav/fake/fake-unipile.ts'
import { type Fault, problemStatus } from '../../../../src/providers/sales-nav/fake/faults.ts'
import { createUnipile } from '../../../../src/providers/sales-nav/unipile/unipile.ts'
import { whenOver } from '../../../support/when-over.ts'
import { calm, describeProvider, searchUrl } from '../contract.ts'

const apiKey = 'secret/key+1='
const account: FakeAccount = { id: 'acc-1', name: 'Jane Doe', status: 'OK', salesNavigator: true }

async function open(options: FakeOptions = {}, timeout = 60_000) {
  const fake = await startFakeUnipile({ apiKey, accounts: [account], ...options })
  whenOver(fake.stop)
  return { fake, provider: createUnipile({ url: fake.url, apiKey, timeout }), account: account.id }
}

function request(overrides: Partial<SearchRequest> = {}): SearchRequest {
  return { providerAccountId: account.id, url: searchUrl, cursor: null, limit: 100, signal: calm(), ...overrides }
}

/** Returns the error of a search with the fault. */
async function met(fault: Fault, timeout?: number): Promise<Error> {
  const { fake, provider } = await open({}, timeout)
  fake.faults.push(fault)
  const error: unknown = await provider.search(request()).catch((error: unknown) => error)
  if (!(error instanceof Error)) throw new Error('The search met no fault.')
  return error
}

/** Starts a server with this listener; returns a client of it. */
async function serve(listener: RequestListener) {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  whenOver(() => server.close().closeAllConnections())
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
  return createUnipile({ url, apiKey, timeout: 60_000 })
}

const answering = (body: unknown, status = 200, type = 'application/json') =>
  serve((_req, res) => {
    res.writeHead(status, { 'content-type': type }).end(typeof body === 'string' ? body : JSON.stringify(body))
  })

describeProvider('Unipile', () => open())

describe('a search that Unipile refuses', () => {
  const refused = (code: AccountProviderRefusedError['code']) => ({ class: AccountProviderRefusedError, code })
  const disconnected = { class: AccountDisconnectedError, code: 'ACCOUNT_DISCONNECTED' }
  const unavailable = { class: ProviderUnavailableError, code: 'PROVIDER_UNAVAILABLE' }
  const noSeat = refused('NO_SALES_NAVIGATOR_SEAT')
  const table = {
    invalid_parameters: refused('SEARCH_REFUSED'),
    malformed_request: refused('SEARCH_REFUSED'),
    invalid_url: refused('SEARCH_REFUSED'),
    content_too_large: refused('SEARCH_REFUSED'),
    missing_parameters: refused('SEARCH_REFUSED'),
    disconnected_account: disconnected,
    disconnected_feature: disconnected,
    expired_credentials: disconnected,
    invalid_credentials: disconnected,
    missing_credentials: disconnected,
    checkpoint_error: disconnected,
    multiple_sessions: disconnected,
    feature_not_subscribed: noSeat,
    subscription_required: noSeat,
    account_restricted: refused('ACCOUNT_RESTRICTED'),
    insufficient_permissions: refused('ACCOUNT_RESTRICTED'),
    action_required: refused('ACCOUNT_RESTRICTED'),
    resource_access_restricted: refused('ACCOUNT_RESTRICTED'),
    resource_not_found: refused('ACCOUNT_NOT_FOUND'),
    invalid_resource_identifier: refused('ACCOUNT_NOT_FOUND'),
    too_many_requests: { class: ProviderBusyError, code: 'PROVIDER_BUSY' },
    unexpected_error: unavailable,
    provider_error: unavailable,
    no_client_session: unavailable,
    service_unavailable: unavailable,
    request_timeout: unavailable,
  } satisfies Record<keyof typeof problemStatus, unknown>

  it('a refusal is classified by its status and type', async () => {
    const { fake, provider } = await open()
    for (const [type, expected] of Object.entries(table)) {
      if (!isProblem(type)) throw new Error(`${type} is no problem.`)
      fake.faults.push({ kind: type })
      const error = await provider.search(request()).catch((error: unknown) => error)
      expect(error, type).toBeInstanceOf(expected.class)
      expect(error, type).toMatchObject({ code: expected.code })
    }
    expect(fake.log.map(({ status }) => status)).toEqual(
      Object.keys(table).map((type) => isProblem(type) && problemStatus[type]),
    )
  })

  const isProblem = (type: string): type is keyof typeof problemStatus => Object.hasOwn(problemStatus, type)

  it.each([
    [400, 'errors/something_new', 'SEARCH_REFUSED'],
    [401, 'errors/something_new', 'ACCOUNT_DISCONNECTED'],
    [403, 'errors/something_new', 'ACCOUNT_RESTRICTED'],
    [404, 'errors/something_new', 'ACCOUNT_NOT_FOUND'],
    [422, 'errors/something_new', 'SEARCH_REFUSED'],
    [422, 'errors/disconnected_account', 'ACCOUNT_DISCONNECTED'],
    [503, 'errors/disconnected_account', 'PROVIDER_UNAVAILABLE'],
    [500, 'errors/something_new', 'PROVIDER_UNAVAILABLE'],
    [408, 'errors/request_timeout', 'PROVIDER_UNAVAILABLE'],
  ])('an undocumented refusal is classified by its status and type: %i %s', async (status, type, code) => {
    const provider = await answering({ type, title: 'New', status }, status)
    await expect(provider.search(request())).rejects.toMatchObject({ code })
  })

  it.each([400, 401, 403, 404])('a proxy that returns %i is a temporary failure', async (status) => {
    const page = await answering('<h1>Blocked</h1>', status, 'text/html')
    await expect(page.search(request())).rejects.toBeInstanceOf(ProviderUnavailableError)
    const json = await answering({ message: 'no route' }, status)
    await expect(json.search(request())).rejects.toBeInstanceOf(ProviderUnavailableError)
  })

  it('an error message quotes Unipile in one short line', async () => {
    const { message } = await met({ kind: 'invalid_url', detail: `The\nURL \u202e is\0 wrong. ${'x'.repeat(5_000)}` })
    expect(message).toContain('It said: “The URL is wrong. xxx')
    expect(message.length).toBeLessThan(500)
    expect(message).not.toMatch(/[\n\p{C}]/u)
  })

  it('an error message never contains the API key', async () => {
    const error = await met({ kind: 'invalid_credentials', detail: `The key ${apiKey} is wrong.` })
    expect(`${error.stack} ${JSON.stringify(error)}`).not.toContain(apiKey)
    expect(error.message).toContain('The key … is wrong.')
    expect(() => createUnipile({ url: 'http://127.0.0.1:1', apiKey: 'secret\nkey' })).toThrow(/^(?!.*secret)/)
  })
})

describe('a rate limit', () => {
  it.each([
    ['7', 7_000],
    ['0', 0],
    ['999999999999', 86_400_000],
    ['Wed, 21 Oct 2015 07:28:00 GMT', 0],
    ['soon', null],
    ['-1', null],
    [undefined, null],
  ])('a rate limit with Retry-After «%s» is respected', async (retryAfter, expected) => {
    const error = await met({ kind: 'too_many_requests', ...(retryAfter === undefined ? {} : { retryAfter }) })
    expect(error).toMatchObject({ code: 'PROVIDER_BUSY', retryAfter: expected })
  })

  it('a rate limit with a date in Retry-After is respected', async () => {
    const retryAfter = new Date(Date.now() + 60_000).toUTCString()
    const error = await met({ kind: 'too_many_requests', retryAfter })
    if (!(error instanceof ProviderBusyError)) throw error
    expect(error.retryAfter).toBeGreaterThan(10_000)
    expect(error.retryAfter).toBeLessThanOrEqual(60_000)
  })

  it('a rate limit is recognized by its status alone', async () => {
    const provider = await answering('Slow down', 429, 'text/plain')
    await expect(provider.search(request())).rejects.toMatchObject({ code: 'PROVIDER_BUSY', retryAfter: null })
  })
})

describe('an unusable response', () => {
  it.each([
    ['reset', /can't be reached \((?:ECONNRESET|UND_ERR_SOCKET)\)/],
    ['truncated', /something other than JSON/],
    ['cut_off', /can't be reached/],
    ['html_error', /status 502/],
    ['html_page', /something other than JSON/],
    ['redirect', /status 307/],
    ['huge', /a response that is too long/],
    ['no_items', /an unexpected response/],
  ] as const)('a response with %s is temporary', async (kind, message) => {
    const error = await met({ kind })
    expect(error).toBeInstanceOf(ProviderUnavailableError)
    expect(error.message).toMatch(message)
    expect(`${error.stack}`).not.toContain(apiKey)
  })

  it.each([
    ['null', null],
    ['a list', []],
    ['a number as cursor', { items: [], cursor: 7 }],
    ['items that are no list', { items: 'none', cursor: null }],
  ])('a response of %s is temporary', async (_name, body) => {
    const provider = await answering(body)
    await expect(provider.search(request())).rejects.toBeInstanceOf(ProviderUnavailableError)
  })

  it('a response that takes too long is temporary', async () => {
    const error = await met({ kind: 'hang' }, 150)
    expect(error).toBeInstanceOf(ProviderUnavailableError)
    expect(error.message).toBe('Unipile did not respond within 0.15 seconds.')
  })

  it('a response that stalls midway is temporary', async () => {
    const { url } = await new Promise<{ url: string }>((resolve) => {
      const server = createServer((_req, res) => {
        res.writeHead(200, { 'content-type': 'application/json' }).write('{"items":[')
      }).listen(0, '127.0.0.1', () => {
        const address = server.address()
        resolve({ url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}` })
      })
      whenOver(() => server.close().closeAllConnections())
    })
    const provider = createUnipile({ url, apiKey, timeout: 150 })
    await expect(provider.search(request())).rejects.toThrow('Unipile did not respond within 0.15 seconds.')
  })

  it('a refused connection is temporary', async () => {
    const fake = await startFakeUnipile({ apiKey, accounts: [account] })
    const provider = createUnipile({ url: fake.url, apiKey, timeout: 60_000 })
    await fake.stop()
    await expect(provider.search(request())).rejects.toThrow("Unipile can't be reached (ECONNREFUSED).")
  })
})

it('a redirect is not followed', async () => {
  const { fake, provider } = await open()
  fake.faults.push({ kind: 'redirect' })
  await expect(provider.search(request())).rejects.toBeInstanceOf(ProviderUnavailableError)
  expect(fake.log.map(({ path }) => path)).toEqual(['/api/v1/linkedin/search'])
})

it('a search is aborted with the reason of the caller', async () => {
  const { fake, provider } = await open({}, 60_000)
  fake.faults.push({ kind: 'hang' })
  const caller = new AbortController()
  const reason = new Error('The worker leaves.')
  const search = provider.search(request({ signal: caller.signal }))
  const refused = expect(search).rejects.toBe(reason)
  await expect.poll(() => fake.log.length).toBe(1)
  caller.abort(reason)
  await refused
  await expect.poll(() => fake.log[0]?.end).not.toBeNull()
})

describe('the leads of a page', () => {
  const page = async (items: unknown[], rest: object = {}) => {
    const provider = await answering({ object: 'LinkedinSearch', items, cursor: null, ...rest })
    return provider.search(request())
  }

  it('a lead is read field by field', async () => {
    const item = {
      type: 'PEOPLE',
      id: 'ACwAAB1',
      name: ' Jane Doe ',
      first_name: 'Jane',
      last_name: 'Doe',
      member_urn: 'urn:li:member:123',
      public_identifier: 'jane-doe',
      public_profile_url: 'https://www.linkedin.com/in/jane-doe',
      profile_url: 'https://www.linkedin.com/sales/lead/ACwAAB1,NAME_SEARCH,abcd',
      location: 'Leeds',
      headline: 'Head\ud83d of\0 Growth 🚀\ude80',
      something: { new: true },
      current_positions: [
        { company: 'Acme', company_id: 1035, role: '', tenure_at_role: { years: 1 } },
        { company: null, company_id: null, role: 'Advisor' },
      ],
    }
    const { leads } = await page([item])
    expect(leads).toEqual([
      {
        id: 'ACwAAB1',
        memberId: '123',
        publicIdentifier: 'jane-doe',
        name: 'Jane Doe',
        firstName: 'Jane',
        lastName: 'Doe',
        headline: 'Head of Growth 🚀',
        location: 'Leeds',
        publicProfileUrl: 'https://www.linkedin.com/in/jane-doe',
        profileUrl: 'https://www.linkedin.com/sales/lead/ACwAAB1,NAME_SEARCH,abcd',
        positions: [
          { company: 'Acme', companyId: '1035', role: null },
          { company: null, companyId: null, role: 'Advisor' },
        ],
      },
    ])
  })

  const emptyLead = {
    id: null,
    memberId: null,
    publicIdentifier: null,
    name: null,
    firstName: null,
    lastName: null,
    headline: null,
    location: null,
    publicProfileUrl: null,
    profileUrl: null,
    positions: [],
  }

  it.each([
    ['nothing', null],
    ['text', 'Jane Doe'],
    ['a list', []],
    ['an empty item', {}],
    ['a company', { type: 'COMPANY', id: '1', name: 'Acme' }],
    ['fields of another kind', { type: 'PEOPLE', name: { first: 'Jane' }, id: [], current_positions: 'CEO' }],
  ])('an item that is not a person becomes an empty lead, and the others are kept: %s', async (_name, item) => {
    const { leads } = await page([{ type: 'PEOPLE', name: 'Before' }, item, { type: 'PEOPLE', name: 'After' }])
    expect(leads).toEqual([{ ...emptyLead, name: 'Before' }, emptyLead, { ...emptyLead, name: 'After' }])
  })

  it('a lead may have only an id', async () => {
    const { fake, provider } = await open()
    const { leads: whole } = await provider.search(request())
    fake.faults.push({ kind: 'null_item' })
    const { leads } = await provider.search(request())
    expect(leads[0]).toEqual({ ...emptyLead, id: whole[0]?.id })
    expect(leads.slice(1)).toEqual(whole.slice(1))
  })

  it.each([
    [{ paging: { total_count: 12 } }, 12],
    [{ paging: { total_count: null } }, null],
    [{ paging: { total_count: -1 } }, null],
    [{ paging: { total_count: 1e300 } }, null],
    [{ paging: { total_count: '12' } }, null],
    [{ paging: null }, null],
    [{}, null],
  ])('the total of a page with %o is read', async (rest, totalCount) => {
    expect(await page([], rest)).toEqual({ leads: [], cursor: null, totalCount })
  })

  it.each([null, '', undefined])('a page with the cursor %o is the last', async (cursor) => {
    expect((await page([], { cursor })).cursor).toBeNull()
  })
})

describe('an account', () => {
  it.each([
    ['has a seat', {}, {}],
    ['has a seat that is not in the list', { premiumFeatures: null }, {}],
    [
      'has lost a seat that is still in the list',
      { salesNavigator: false, premiumFeatures: ['sales_navigator'] },
      { hasSalesNavigator: false },
    ],
    ['has no seat', { salesNavigator: false }, { hasSalesNavigator: false }],
    ['must be reconnected for Sales Navigator', { salesNavigator: 'DISCONNECTED' }, { status: 'CREDENTIALS' }],
    ['is signed out', { status: 'CREDENTIALS' }, { status: 'CREDENTIALS' }],
    ['is being connected', { status: 'CONNECTING' }, { status: 'CONNECTING' }],
  ] as const)('an account that %s', async (_name, changes, expected) => {
    const { provider } = await open({ accounts: [{ ...account, ...changes }] })
    const asIs = { providerAccountId: 'acc-1', name: 'Jane Doe', status: 'OK', hasSalesNavigator: true }
    expect(await provider.findAccount('acc-1')).toEqual({ ...asIs, ...expected })
  })

  it.each([
    ['expired_credentials', { status: 'CREDENTIALS', hasSalesNavigator: true }],
    ['account_restricted', { status: 'PERMISSIONS', hasSalesNavigator: true }],
    ['subscription_required', { status: 'OK', hasSalesNavigator: false }],
  ] as const)('an account has the status of its profile: %s', async (kind, expected) => {
    const { fake, provider } = await open()
    fake.faults.push({ kind, on: 'me' })
    expect(await provider.findAccount('acc-1')).toMatchObject(expected)
  })

  it('an account that is removed between the list and its profile is gone', async () => {
    const { fake, provider } = await open()
    fake.faults.push({ kind: 'account_removed', on: 'me' })
    expect(await provider.findAccount('acc-1')).toBeNull()
  })

  it('an account is found on the last page of a long list, among accounts of other types', async () => {
    const others = Array.from({ length: 520 }, (_, at) => ({
      ...account,
      id: `other-${at}`,
      type: at % 2 ? 'WHATSAPP' : 'LINKEDIN',
    }))
    const { fake, provider } = await open({ accounts: [...others, account] })
    expect(await provider.findAccount('acc-1')).toMatchObject({ providerAccountId: 'acc-1' })
    expect(fake.log.map(({ path }) => path)).toEqual([
      ...Array.from({ length: 3 }, () => '/api/v1/accounts'),
      '/api/v1/users/me',
    ])
    expect(await provider.findAccount('other-1')).toBeNull()
  })

  it('an account is not reported as gone while Unipile fails or rejects the server', async () => {
    const { fake, provider } = await open()
    for (const kind of ['unexpected_error', 'invalid_credentials', 'insufficient_permissions'] as const) {
      fake.faults.push({ kind, on: 'accounts' })
      await expect(provider.findAccount('acc-1')).rejects.toBeInstanceOf(ProviderUnavailableError)
    }
    fake.faults.push({ kind: 'service_unavailable', on: 'me' })
    await expect(provider.findAccount('acc-1')).rejects.toBeInstanceOf(ProviderUnavailableError)
    const stranger = createUnipile({ url: fake.url, apiKey: 'another' })
    await expect(stranger.findAccount('acc-1')).rejects.toThrow('Ask the operator to check its API key')
  })
})

describe('a page to connect an account', () => {
  it('a page to connect an account carries the nonce, and its notify URL is called after signing in', async () => {
    const calls: unknown[] = []
    const notified = createServer(async (req, res) => {
      const chunks: Buffer[] = []
      for await (const chunk of req) chunks.push(chunk)
      calls.push(JSON.parse(Buffer.concat(chunks).toString()))
      res.end()
    })
    await new Promise<void>((resolve) => notified.listen(0, '127.0.0.1', resolve))
    whenOver(() => notified.close().closeAllConnections())
    const address = notified.address()
    const notifyUrl = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/notify`

    const { fake, provider } = await open()
    const { url } = await provider.createConnectPage({
      nonce: 'once',
      expiresAt: new Date(Date.now() + 60_000),
      notifyUrl,
    })
    expect(await (await fetch(url)).text()).toContain('Connect a LinkedIn account')
    expect(calls).toEqual([])
    expect(await fake.signIn(url, { ...account, id: 'new' })).toBe(200)
    expect(calls).toEqual([{ status: 'CREATION_SUCCESS', account_id: 'new', name: 'once' }])
    expect(await provider.findAccount('new')).toMatchObject({ status: 'OK', hasSalesNavigator: true })
  })

  const options = { nonce: 'once', expiresAt: new Date(0), notifyUrl: 'https://leadstream.example/notify' }

  it('an expired page to connect an account is refused', async () => {
    const { provider } = await open()
    await expect(provider.createConnectPage(options)).rejects.toMatchObject({ code: 'CONNECT_REFUSED' })
  })

  it('a page to connect an account is never a URL that a browser would run', async () => {
    const provider = await answering({ url: 'javascript:alert(1)' })
    await expect(provider.createConnectPage(options)).rejects.toBeInstanceOf(ProviderUnavailableError)
  })
})
