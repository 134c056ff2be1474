import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import type { LinkedInAccountStatus } from '../../../db/generated/enums.ts'
import { callWebhook, type FakeAnswer, pageAnswer } from '../../fake/fake-server.ts'
import { problemAnswer } from './answer.ts'

/** An account of the fake server. */
export interface FakeAccount {
  id: string
  name: string
  status: LinkedInAccountStatus
  /** Sales Navigator seat as returned by `users/me`. */
  salesNavigator: boolean | 'DISCONNECTED'
  /** Features as returned by the list of accounts, if different; null omits them. */
  premiumFeatures?: readonly string[] | null
  /** Defaults to LINKEDIN. */
  type?: string
}

/** The accounts, the pages that connect them and the webhooks about them. */
export interface FakeAccounts {
  find(id: string | null): FakeAccount | null
  add(account: FakeAccount): void
  remove(id: string): void
  list(query: URLSearchParams): FakeAnswer
  me(id: string | null): FakeAnswer
  createLink(origin: string, body: unknown): FakeAnswer
  createWebhook(body: unknown): FakeAnswer
  /** Returns the page of a link. */
  showPage(path: string): FakeAnswer
  /** Signs in on the page of a link; returns the status of the notify call, null if there was no response. */
  signIn(path: string, account: FakeAccount): Promise<number | null>
  /** Changes the state of an account; resolves when every webhook has been called. */
  setStatus(id: string, status: LinkedInAccountStatus): Promise<void>
}

const linkBody = z.object({
  type: z.literal('create'),
  providers: z.array(z.string()),
  api_url: z.string(),
  expiresOn: z.iso.datetime(),
  name: z.string().optional(),
  notify_url: z.url().optional(),
})
const webhookBody = z.object({
  request_url: z.url(),
  source: z.literal('account_status'),
  headers: z.array(z.object({ key: z.string(), value: z.string() })).optional(),
})

/** Returns the accounts, with these initially. */
export function createFakeAccounts(initial: readonly FakeAccount[]): FakeAccounts {
  const accounts = new Map(initial.map((account) => [account.id, { ...account }]))
  const links = new Map<string, z.infer<typeof linkBody>>()
  const webhooks: z.infer<typeof webhookBody>[] = []

  const openLink = (path: string) => {
    const link = links.get(path)
    return link && new Date(link.expiresOn) > new Date() ? link : null
  }

  return {
    find: (id) => accounts.get(id ?? '') ?? null,
    add: (account) => void accounts.set(account.id, { ...account }),
    remove: (id) => void accounts.delete(id),

    list(query) {
      const limit = Number(query.get('limit') ?? 100)
      if (!Number.isInteger(limit) || limit < 1 || limit > 250) return problemAnswer('invalid_parameters')
      const start = Number(Buffer.from(query.get('cursor') ?? '', 'base64url').toString() || 0)
      const end = start + limit
      const items = [...accounts.values()].slice(start, end).map(listed)
      const cursor = end < accounts.size ? Buffer.from(String(end)).toString('base64url') : null
      return { status: 200, body: { object: 'AccountList', items, cursor } }
    },

    me(id) {
      const account = accounts.get(id ?? '')
      if (!account) return problemAnswer('resource_not_found')
      if (account.status !== 'OK') return problemAnswer('disconnected_account')
      const seat = account.salesNavigator ? { owner_seat_id: '4711', contract_id: '815' } : null
      const sales_navigator = account.salesNavigator === 'DISCONNECTED' ? { error: 'DISCONNECTED' } : seat
      return { status: 200, body: { object: 'AccountOwnerProfile', provider: 'LINKEDIN', sales_navigator } }
    },

    createLink(origin, body) {
      const { data } = linkBody.safeParse(body)
      if (!data || new Date(data.expiresOn) <= new Date()) return problemAnswer('invalid_parameters')
      const path = `/hosted/${randomBytes(16).toString('hex')}`
      links.set(path, data)
      return { status: 201, body: { object: 'HostedAuthUrl', url: `${origin}${path}` } }
    },

    createWebhook(body) {
      const { data } = webhookBody.safeParse(body)
      if (!data) return problemAnswer('invalid_parameters')
      webhooks.push(data)
      return { status: 201, body: { object: 'WebhookCreated', webhook_id: `wh_${webhooks.length}` } }
    },

    showPage(path) {
      if (!openLink(path)) return pageAnswer(410, 'This link has expired')
      const { body } = pageAnswer(200, 'Connect a LinkedIn account')
      return { status: 200, body: `${body}<form method="post"><button>Sign in as an invented person</button></form>` }
    },

    async signIn(path, account) {
      const link = openLink(path)
      if (!link) return null
      accounts.set(account.id, { ...account })
      if (!link.notify_url) return null
      const body = { status: 'CREATION_SUCCESS', account_id: account.id, name: link.name ?? null }
      return post(link.notify_url, body, { 'content-type': 'application/json' })
    },

    async setStatus(id, status) {
      const account = accounts.get(id)
      if (!account) return
      account.status = status
      const body = { AccountStatus: { account_id: id, account_type: account.type ?? 'LINKEDIN', message: status } }
      // Without a content type unless the webhook sets one.
      await Promise.all(
        webhooks.map(({ request_url, headers = [] }) =>
          post(request_url, body, Object.fromEntries(headers.map(({ key, value }) => [key, value]))),
        ),
      )
    },
  }
}

function listed({ id, name, status, salesNavigator, premiumFeatures, type = 'LINKEDIN' }: FakeAccount) {
  const features = premiumFeatures ?? (salesNavigator ? ['premium', 'sales_navigator'] : ['premium'])
  return {
    object: 'Account',
    type,
    id,
    name,
    created_at: '2026-01-05T08:00:00.000Z',
    sources: [{ id: `${id}_MESSAGING`, status }],
    connection_params: {
      im: { id, username: name, ...(premiumFeatures === null ? {} : { premiumFeatures: features }) },
    },
  }
}

function post(url: string, body: unknown, headers: Record<string, string>): Promise<number | null> {
  return callWebhook(url, { headers, body: new Uint8Array(Buffer.from(JSON.stringify(body))) })
}
