import { request } from 'node:http'
import { beforeAll, describe, expect, it } from 'vitest'
import { createLog } from '../../../src/log.ts'
import { startTestApp } from '../../support/app.ts'
import { type LinkedInApp, startLinkedInApp, webhookSecret } from '../../support/linkedin.ts'
import { waitFor } from '../../support/wait-for.ts'

const lines: string[] = []
let app: LinkedInApp
beforeAll(async () => {
  const log = createLog({ logLevel: 'debug', logFormat: 'json' }, { write: (line: string) => void lines.push(line) })
  app = await startLinkedInApp({}, {}, log)
})

const connected = '/webhooks/unipile/connected'
const status = '/webhooks/unipile/account-status'
const signed = { 'unipile-auth': webhookSecret }
const forged = { status: 'CREATION_SUCCESS', account_id: 'somebody', name: 'x'.repeat(43) }

/** Calls a webhook like Unipile, without a JSON content type. */
async function call(path: string, body: unknown, headers: Record<string, string> = {}, origin = app.origin) {
  const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))
  const response = await fetch(`${origin}${path}`, { method: 'POST', headers, body: bytes })
  return { status: response.status, body: await response.json() }
}
const changed = (account_id: string, message = 'OK') => ({
  AccountStatus: { account_id, account_type: 'LINKEDIN', message },
})
/** Returns the number of queued or running account jobs. */
const jobs = async () =>
  (await app.pool.query("SELECT FROM graphile_worker.jobs WHERE task_identifier LIKE '%-account'")).rowCount

let accounts = 0
/** Creates an account of a user that was synced a while ago. */
async function attribute() {
  const { userId } = await app.createUser()
  const id = `watched-${++accounts}`
  app.fake.addAccount({ id, name: 'Ada', status: 'OK', salesNavigator: true })
  const data = { userId, providerAccountId: id, name: 'Ada', status: 'CREDENTIALS', hasSalesNavigator: true } as const
  await app.prisma.linkedInAccount.createMany({ data: { ...data, id: crypto.randomUUID() } })
  return id
}
const stateOf = async (providerAccountId: string) =>
  (await app.prisma.linkedInAccount.findUniqueOrThrow({ where: { providerAccountId } })).status

describe('the call about a connected account', () => {
  it.each([
    ['an unknown nonce', forged],
    ['a failure status', { ...forged, status: 'CREATION_FAILED' }],
    ['no nonce', { status: 'CREATION_SUCCESS', account_id: 'somebody' }],
    ['a nonce of another kind', { ...forged, name: { $ne: null } }],
    ['a very long nonce', { ...forged, name: 'x'.repeat(10_000) }],
    ['something else', [1, 2, 3]],
  ])('a connection webhook with %s gets the same response as any other and changes nothing', async (_title, body) => {
    const requests = app.fake.log.length
    expect(await call(connected, body)).toEqual({ status: 200, body: {} })
    expect(await jobs()).toBe(0)
    expect(app.fake.log).toHaveLength(requests)
  })
})

describe('the call about the state of an account', () => {
  it('a status webhook triggers a sync, and its own status is not trusted', async () => {
    const id = await attribute()
    expect(await call(status, changed(id, 'DELETED'), signed)).toEqual({ status: 200, body: {} })
    await waitFor(async () => (await stateOf(id)) === 'OK')
    await app.fake.setStatus(id, 'PERMISSIONS')
    await waitFor(async () => (await stateOf(id)) === 'PERMISSIONS')
  })

  it('repeated status webhooks have the same effect as one', async () => {
    const id = await attribute()
    const calls = await Promise.all(Array.from({ length: 5 }, () => call(status, changed(id), signed)))
    expect(calls).toEqual(Array(5).fill({ status: 200, body: {} }))
    await waitFor(async () => (await jobs()) === 0)
    expect(await stateOf(id)).toBe('OK')
  })

  it('a status webhook for an account of no user has no effect', async () => {
    app.fake.addAccount({ id: 'nobodys', name: 'Nobody', status: 'OK', salesNavigator: true })
    expect(await call(status, changed('nobodys'), signed)).toEqual({ status: 200, body: {} })
    expect(await jobs()).toBe(0)
    expect(await app.prisma.linkedInAccount.findUnique({ where: { providerAccountId: 'nobodys' } })).toBeNull()
  })

  it.each([
    ['no secret', {}],
    ['another secret', { 'unipile-auth': 'the-secret-of-others' }],
    ['the beginning of the secret', { 'unipile-auth': webhookSecret.slice(0, -1) }],
  ])('a status webhook with %s is rejected', async (_title, headers) => {
    const id = await attribute()
    expect(await call(status, changed(id), headers)).toMatchObject({
      status: 401,
      body: { error: { code: 'UNAUTHENTICATED' } },
    })
    expect(await stateOf(id)).toBe('CREDENTIALS')
    expect(lines.join()).not.toContain(webhookSecret)
  })

  it('the status webhook does not exist if no secret is configured', async () => {
    const open = await startTestApp()
    expect((await call(status, changed('a'), signed, open.origin)).status).toBe(404)
    expect((await call(connected, forged, {}, open.origin)).status).toBe(200)
  })
})

describe('both', () => {
  it.each([
    ['a form', 'status=CREATION_SUCCESS', 400, 'BAD_REQUEST'],
    ['incomplete JSON', '{"status":', 400, 'BAD_REQUEST'],
    ['an oversized body', JSON.stringify({ ...forged, more: 'x'.repeat(64_000) }), 413, 'PAYLOAD_TOO_LARGE'],
  ])('both webhooks reject %s', async (_title, body, expected, code) => {
    for (const path of [connected, status]) {
      expect(await call(path, body, signed)).toMatchObject({ status: expected, body: { error: { code } } })
    }
  })

  it('both webhooks reject an oversized body without a Content-Length', async () => {
    const answer = await new Promise<number | undefined>((resolve, reject) => {
      const req = request(`${app.origin}${connected}`, { method: 'POST' }, (res) => resolve(res.statusCode))
      req.on('error', reject)
      for (let chunk = 0; chunk < 10; chunk++) req.write('x'.repeat(10_000))
      req.end()
    })
    expect(answer).toBe(413)
  })

  it('both webhooks only accept POST', async () => {
    const response = await fetch(`${app.origin}${connected}`)
    expect(response.status).toBe(405)
    expect(response.headers.get('allow')).toBe('POST')
  })
})
