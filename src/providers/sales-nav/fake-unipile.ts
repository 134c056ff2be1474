import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import type { LinkedInAccountStatus } from '../../db/generated/enums.ts'
import { createFakeAccounts, type FakeAccount } from './fake-accounts.ts'
import { type FakeAnswer, pageAnswer, problemAnswer, readJson, send, spoil } from './fake-answer.ts'
import {
  createFaults,
  type Endpoint,
  type Fault,
  type Faults,
  problemStatus,
  type RandomFaults,
} from './fake-faults.ts'
import { answerSearch } from './fake-search.ts'
import { type InventedSearch, inventSearch } from './invented-people.ts'

/** A request as the fake server saw it; times are milliseconds of one clock. */
interface FakeRequest {
  method: string
  path: string
  account: string | null
  cursor: string | null
  fault: Fault['kind'] | null
  start: number
  /** When the answer was on its way, or the connection gone; null while it is being answered. */
  end: number | null
  /** Null where there was no answer. */
  status: number | null
}

/** How the fake server behaves; all of it has a default. */
export interface FakeOptions {
  /** 0: any free one. */
  port?: number
  apiKey?: string
  accounts?: readonly FakeAccount[]
  /** What a search finds; absent: the invented people of the sandbox. */
  find?: (url: string) => InventedSearch
  /** Milliseconds that each answer takes at least. */
  latency?: number
  faults?: RandomFaults
  /** Is told of each request that has ended. */
  onEnd?: (request: FakeRequest) => void
}

/** A server that speaks Unipile's HTTP, with faults on demand. */
export interface FakeUnipile {
  readonly url: string
  readonly apiKey: string
  /** Every request to the API, in order. */
  readonly log: readonly FakeRequest[]
  readonly faults: Pick<Faults, 'push'>
  addAccount(account: FakeAccount): void
  removeAccount(id: string): void
  /** Changes the state of an account; done when every webhook has been called. */
  setStatus(id: string, status: LinkedInAccountStatus): Promise<void>
  /** Signs in on a page that connects an account; answers how the notify call was met, null where nobody met it. */
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
  const log: FakeRequest[] = []
  const timers = new Set<NodeJS.Timeout>()
  let signedIn = 0

  const later = (wait: number, act: () => void) => {
    const timer = setTimeout(() => {
      timers.delete(timer)
      act()
    }, wait)
    timers.add(timer)
  }

  const answerOf = (
    endpoint: Endpoint | undefined,
    req: IncomingMessage,
    url: URL,
    body: unknown,
    fault: Fault | null,
  ) => {
    const id = url.searchParams.get('account_id')
    if (req.headers['x-api-key'] === undefined) return problemAnswer('missing_credentials')
    if (req.headers['x-api-key'] !== apiKey) return problemAnswer('invalid_credentials')
    if (fault && isProblem(fault.kind)) {
      if (fault.kind === 'disconnected_account' && fault.ends !== undefined && id !== null) {
        void accounts.setStatus(id, 'CREDENTIALS')
        later(fault.ends, () => void accounts.setStatus(id, 'OK'))
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
        return accounts.createLink(origin, body)
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

  const serve = async (req: IncomingMessage, res: ServerResponse) => {
    const url = new URL(req.url ?? '/', 'http://fake')
    const { pathname: path, searchParams: query } = url
    if (path.startsWith('/hosted/'))
      return send(res, req.method === 'POST' ? await signInAt(path) : accounts.showPage(path))

    const endpoint = endpoints[`${req.method} ${path}`]
    const fault = endpoint ? faults.next(endpoint) : null
    const entry: FakeRequest = {
      method: req.method ?? '',
      path,
      account: query.get('account_id'),
      cursor: query.get('cursor'),
      fault: fault?.kind ?? null,
      start: performance.now(),
      end: null,
      status: null,
    }
    log.push(entry)
    const end = (status: number | null) => {
      if (entry.end !== null) return
      Object.assign(entry, { end: performance.now(), status })
      options.onEnd?.(entry)
    }
    res.once('close', () => end(null))
    const body = await readJson(req)
    if (latency > 0) await delay(latency)
    if (fault?.kind === 'hang') {
      if (fault.ends !== undefined) later(fault.ends, () => res.destroy())
      return
    }
    if (fault?.kind === 'reset') return void req.socket.resetAndDestroy()
    const answer = spoil(answerOf(endpoint, req, url, body, fault), fault, origin)
    if (!res.destroyed) end(answer.status)
    send(res, answer, fault)
  }

  const signInAt = async (path: string): Promise<FakeAnswer> => {
    const id = `fake-signed-in-${++signedIn}`
    const met = await accounts.signIn(path, {
      id,
      name: `Invented Person ${signedIn}`,
      status: 'OK',
      salesNavigator: true,
    })
    return pageAnswer(
      met === null ? 502 : 200,
      met === null ? 'Nobody was there to be told' : `Connected; told with ${met}`,
    )
  }

  const server = createServer((req, res) => {
    // A client that leaves while it is being answered is what half of the faults are for.
    serve(req, res).catch(() => res.destroy())
  })
  server.listen(options.port ?? 0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const origin = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : options.port}`

  return {
    url: origin,
    apiKey,
    log,
    faults,
    addAccount: accounts.add,
    removeAccount: accounts.remove,
    setStatus: accounts.setStatus,
    signIn: (pageUrl, account) => accounts.signIn(new URL(pageUrl).pathname, account),
    async stop() {
      for (const timer of timers) clearTimeout(timer)
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

function isProblem(kind: Fault['kind']): kind is keyof typeof problemStatus {
  return Object.hasOwn(problemStatus, kind)
}
