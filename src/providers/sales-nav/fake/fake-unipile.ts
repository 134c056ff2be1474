import type { IncomingMessage } from 'node:http'
import type { LinkedInAccountStatus } from '../../../db/generated/enums.ts'
import {
  type FakeAnswer,
  type FakeRequest,
  type FakeServer,
  pageAnswer,
  startFakeServer,
} from '../../fake/fake-server.ts'
import { type InventedSearch, inventSearch } from '../invented-people.ts'
import { createFakeAccounts, type FakeAccount } from './accounts.ts'
import { problemAnswer } from './answer.ts'
import { createFaults, type Endpoint, type Fault, type Faults, problemStatus, type RandomFaults } from './faults.ts'
import { answerSearch } from './search.ts'

/** Options of the fake server; all have defaults. */
export interface FakeOptions {
  /** 0 chooses a free port. */
  port?: number
  apiKey?: string
  accounts?: readonly FakeAccount[]
  /** Returns the result of a search. Defaults to the sandbox's invented people. */
  find?: (url: string) => InventedSearch
  /** Least response time, in milliseconds. */
  latency?: number
  faults?: RandomFaults
  /** Called after each request. */
  onEnd?: (request: FakeRequest) => void
}

/** A server that implements Unipile's HTTP API, with faults on demand. */
export interface FakeUnipile {
  readonly url: string
  readonly apiKey: string
  /** Every request to the API, in order. */
  readonly log: readonly FakeRequest[]
  readonly faults: Pick<Faults, 'push'>
  addAccount(account: FakeAccount): void
  removeAccount(id: string): void
  /** Changes the state of an account; resolves when every webhook has been called. */
  setStatus(id: string, status: LinkedInAccountStatus): Promise<void>
  /** Signs in on a page that connects an account; returns the status of the notify call, null if there was no response. */
  signIn(pageUrl: string, account: FakeAccount): Promise<number | null>
  stop(): Promise<void>
}

const endpoints: Readonly<Record<string, Endpoint>> = {
  'POST /api/v1/linkedin/search': 'search',
  'GET /api/v1/accounts': 'accounts',
  'GET /api/v1/users/me': 'me',
  'POST /api/v1/hosted/accounts/link': 'link',
}

/** Starts the fake server. */
export async function startFakeUnipile(options: FakeOptions = {}): Promise<FakeUnipile> {
  const { apiKey = 'fake-key', find = inventSearch, latency = 0 } = options
  const accounts = createFakeAccounts(
    options.accounts ?? [{ id: 'fake-account', name: 'Fake Account', status: 'OK', salesNavigator: true }],
  )
  const faults = createFaults(options.faults)
  let signedIn = 0

  const answerOf = (
    endpoint: Endpoint | undefined,
    req: IncomingMessage,
    url: URL,
    body: unknown,
    fault: Fault | null,
  ): FakeAnswer => {
    const id = url.searchParams.get('account_id')
    if (req.headers['x-api-key'] === undefined) return problemAnswer('missing_credentials')
    if (req.headers['x-api-key'] !== apiKey) return problemAnswer('invalid_credentials')
    if (fault && isProblem(fault.kind)) {
      if (fault.kind === 'disconnected_account' && fault.ends !== undefined && id !== null) {
        void accounts.setStatus(id, 'CREDENTIALS')
        server.later(fault.ends, () => void accounts.setStatus(id, 'OK'))
      }
      return problemAnswer(fault.kind, fault)
    }
    if (fault?.kind === 'account_removed') accounts.remove(id ?? '')
    switch (endpoint) {
      case 'accounts':
        return accounts.list(url.searchParams)
      case 'me':
        return accounts.me(id)
      case 'link':
        return accounts.createLink(server.url, body)
      case 'search': {
        const account = accounts.find(id)
        if (!account) return problemAnswer('resource_not_found')
        if (account.status !== 'OK') return problemAnswer('disconnected_account')
        if (account.salesNavigator === 'DISCONNECTED') return problemAnswer('disconnected_feature')
        if (!account.salesNavigator) return problemAnswer('feature_not_subscribed')
        const [limit, cursor] = [url.searchParams.get('limit'), url.searchParams.get('cursor')]
        return answerSearch({ account: account.id, limit, cursor, body, fault: fault?.kind ?? null, find })
      }
      default:
        return req.method === 'POST' && url.pathname === '/api/v1/webhooks'
          ? accounts.createWebhook(body)
          : problemAnswer('resource_not_found')
    }
  }

  const signInAt = async (path: string): Promise<FakeAnswer> => {
    const id = `fake-signed-in-${++signedIn}`
    const status = await accounts.signIn(path, {
      id,
      name: `Invented Person ${signedIn}`,
      status: 'OK',
      salesNavigator: true,
    })
    return pageAnswer(
      status === null ? 502 : 200,
      status === null ? 'The notify call got no response' : `Connected; the notify call got status ${status}`,
    )
  }

  const endpointOf = (method: string, url: URL) => endpoints[`${method} ${url.pathname}`]
  const isApi = ({ path }: FakeRequest) => !path.startsWith('/hosted/')
  const server: FakeServer = await startFakeServer<Fault>({
    port: options.port,
    latency,
    meet: (method, url) => {
      const endpoint = endpointOf(method, url)
      return endpoint ? faults.next(endpoint) : null
    },
    answer: (req, url, body, fault) => {
      const method = req.method ?? ''
      if (!url.pathname.startsWith('/hosted/')) return answerOf(endpointOf(method, url), req, url, body, fault)
      return method === 'POST' ? signInAt(url.pathname) : accounts.showPage(url.pathname)
    },
    onEnd: (request) => isApi(request) && options.onEnd?.(request),
  })

  return {
    url: server.url,
    apiKey,
    get log() {
      return server.log.filter(isApi)
    },
    faults,
    addAccount: accounts.add,
    removeAccount: accounts.remove,
    setStatus: accounts.setStatus,
    signIn: (pageUrl, account) => accounts.signIn(new URL(pageUrl).pathname, account),
    stop: server.stop,
  }
}

function isProblem(kind: Fault['kind']): kind is keyof typeof problemStatus {
  return Object.hasOwn(problemStatus, kind)
}
