import { createHash } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { startTestApp } from '../support/app.ts'
import { graphql } from '../support/graphql.ts'
import { type LinkedInApp, startLinkedInApp } from '../support/linkedin.ts'
import { gapsOf } from '../support/searches.ts'
import { waitFor } from '../support/wait-for.ts'

let app: LinkedInApp
beforeAll(async () => {
  app = await startLinkedInApp()
})

const connectAccount = `mutation {
  connectLinkedInAccount {
    ... on ConnectLinkedInAccountPayload { url expiresAt }
    ... on Error { code message }
  }
}`
const access = '{ salesNavAccess { hasSalesNavigator account { name providerAccountId status } } }'

interface Link {
  url: string
  expiresAt: string
}

async function createUser(of: Pick<LinkedInApp, 'createUser' | 'url'> = app) {
  const { userId, token } = await of.createUser()
  const query = graphql(of.url, token)
  const connect = async () =>
    (await query<{ connectLinkedInAccount: Link & { code?: string; message?: string } }>(connectAccount))
      .connectLinkedInAccount
  return { userId, query, connect }
}

let names = 0
const account = (id = `account-${++names}`) => ({
  id,
  name: `Person ${id}`,
  status: 'OK' as const,
  salesNavigator: true,
})
const ownersOf = async (providerAccountId: string) =>
  (await app.prisma.linkedInAccount.findMany({ where: { providerAccountId } })).map(({ userId }) => userId)
const links = (userId: number) => app.prisma.connectLink.findMany({ where: { userId } })
/** Waits until all jobs are done. */
const idle = () =>
  waitFor(async () => (await app.pool.query('SELECT FROM graphile_worker._private_jobs')).rowCount === 0)

describe('connectLinkedInAccount', () => {
  it('connectLinkedInAccount returns a page, valid for an hour, that connects the account that signs in', async () => {
    const user = await createUser()
    const { url, expiresAt } = await user.connect()
    expect(url).toContain(`${app.fake.url}/hosted/`)
    expect(Date.parse(expiresAt) - Date.now()).toBeGreaterThan(59 * 60_000)
    expect(Date.parse(expiresAt) - Date.now()).toBeLessThanOrEqual(60 * 60_000)
    expect(await user.query(access)).toEqual({ salesNavAccess: { hasSalesNavigator: false, account: null } })

    const signedIn = account()
    expect(await app.fake.signIn(url, signedIn)).toBe(200)
    await waitFor(async () => (await ownersOf(signedIn.id)).length > 0)
    expect(await user.query(access)).toEqual({
      salesNavAccess: {
        hasSalesNavigator: true,
        account: { name: signedIn.name, providerAccountId: signedIn.id, status: 'OK' },
      },
    })
  })

  it('connectLinkedInAccount stores only the hash of the nonce, a new one for each call', async () => {
    const { userId, connect } = await createUser()
    await connect()
    await connect()
    const [first, second] = await links(userId)
    expect(first?.nonceHash).toHaveLength(createHash('sha256').digest().length)
    expect(first?.nonceHash).not.toEqual(second?.nonceHash)
  })

  it('one user can ask for 50 pages within an hour, one at a time', async () => {
    const { userId, connect } = await createUser()
    const answers = await Promise.all(Array.from({ length: 51 }, connect))
    expect(answers.filter(({ code }) => code === 'CONNECT_REFUSED')).toHaveLength(1)
    expect(await links(userId)).toHaveLength(50)
    const pages = app.fake.log.filter(({ path }) => path === '/api/v1/hosted/accounts/link').slice(-50)
    gapsOf(pages)
    await app.prisma.connectLink.updateMany({ where: { userId }, data: { expiresAt: new Date(0) } })
    expect(await connect()).toMatchObject({ url: expect.any(String) })
  })

  it('connects one account even if someone signs in on the page several times', async () => {
    const user = await createUser()
    const { url } = await user.connect()
    const [first, second] = [account(), account()]
    expect(await app.fake.signIn(url, first)).toBe(200)
    expect(await app.fake.signIn(url, first)).toBe(200)
    expect(await app.fake.signIn(url, second)).toBe(200)
    await idle()
    expect(await ownersOf(first.id)).toEqual([user.userId])
    expect(await ownersOf(second.id)).toEqual([])
  })

  it('an expired link connects nothing', async () => {
    const user = await createUser()
    const { url } = await user.connect()
    await app.prisma.connectLink.updateMany({
      where: { userId: user.userId },
      data: { expiresAt: new Date(Date.now() - 1) },
    })
    const late = account()
    expect(await app.fake.signIn(url, late)).toBe(200)
    await idle()
    expect(await ownersOf(late.id)).toEqual([])
  })

  it('connecting an account that belongs to another user does not move it', async () => {
    const [owner, other] = [await createUser(), await createUser()]
    const shared = account()
    await app.fake.signIn((await owner.connect()).url, shared)
    await idle()
    expect(await app.fake.signIn((await other.connect()).url, shared)).toBe(200)
    await idle()
    expect(await ownersOf(shared.id)).toEqual([owner.userId])
    expect(await other.query(access)).toMatchObject({ salesNavAccess: { account: null } })
  })

  it('reads an account again when its user reconnects it', async () => {
    const user = await createUser()
    const again = account()
    await app.fake.signIn((await user.connect()).url, again)
    await idle()
    await app.prisma.linkedInAccount.updateMany({ where: { userId: user.userId }, data: { status: 'CREDENTIALS' } })
    await app.fake.signIn((await user.connect()).url, { ...again, name: 'New Name' })
    await idle()
    expect(await user.query(access)).toMatchObject({ salesNavAccess: { account: { name: 'New Name', status: 'OK' } } })
  })

  it('retries if the provider cannot read the new account at first', async () => {
    const user = await createUser()
    const { url } = await user.connect()
    const signedIn = account()
    app.fake.faults.push({ kind: 'service_unavailable', on: 'accounts' })
    await app.fake.signIn(url, signedIn)
    await waitFor(async () => (await ownersOf(signedIn.id)).length > 0)
    expect(await ownersOf(signedIn.id)).toEqual([user.userId])
  })

  it.each(['service_unavailable', 'too_many_requests', 'invalid_credentials', 'reset', 'html_page'] as const)(
    'returns PROVIDER_UNAVAILABLE and stores nothing if the provider responds with %s',
    async (kind) => {
      const { userId, connect } = await createUser()
      app.fake.faults.push({ kind, on: 'link' })
      expect(await connect()).toEqual({ code: 'PROVIDER_UNAVAILABLE', message: expect.stringMatching(/\w/) })
      expect(await links(userId)).toEqual([])
    },
  )

  it('connectLinkedInAccount returns CONNECT_REFUSED if the provider rejects the request', async () => {
    const { userId, connect } = await createUser()
    app.fake.faults.push({ kind: 'invalid_parameters', on: 'link' })
    expect(await connect()).toMatchObject({ code: 'CONNECT_REFUSED' })
    expect(await links(userId)).toEqual([])
  })
})

describe('connectLinkedInAccount without a way to connect', () => {
  it('CONNECT_UNAVAILABLE says that the server needs a public address', async () => {
    const { fake } = app
    const alone = await startTestApp({ unipile: { url: fake.url, apiKey: fake.apiKey }, publicUrl: null })
    const before = fake.log.length
    const refused = { code: 'CONNECT_REFUSED', message: expect.stringContaining('PUBLIC_URL') }
    expect(await (await createUser(alone)).connect()).toEqual(refused)
    expect(fake.log).toHaveLength(before)
  })

  it('CONNECT_UNAVAILABLE says that the sandbox has no accounts to connect', async () => {
    const sandbox = await startTestApp()
    const refused = { code: 'CONNECT_REFUSED', message: expect.stringContaining('UNIPILE_URL') }
    expect(await (await createUser(sandbox)).connect()).toEqual(refused)
  })
})
