import type { CompanyData } from '../../../enrichment/provider.ts'
import { type FakeRequest, startFakeServer } from '../../fake/fake-server.ts'
import type { RandomFaults } from '../../fake/fault-queue.ts'
import { inventCompany } from '../invented-companies.ts'
import {
  createFaults,
  type Fault,
  type FaultKind,
  type Faults,
  type Place,
  type RefusalKind,
  refusalAnswer,
  refusals,
} from './faults.ts'
import { createFakeSnapshots, type FakeDelivery, type FakeSnapshot } from './snapshots.ts'

/** Options of the fake server; all have defaults. */
export interface FakeBrightDataOptions {
  /** 0 chooses a free port. */
  port?: number
  apiKey?: string
  /** Milliseconds from the trigger of a snapshot to its results. */
  readyAfter?: number
  /** Least response time, in milliseconds. */
  latency?: number
  /** Returns the company at a URL, null if the page is dead. Defaults to the sandbox's invented companies. */
  find?: (url: string) => CompanyData | null
  /** Whether webhook calls that failed are retried. */
  retriesWebhooks?: boolean
  faults?: RandomFaults<Fault>
  /** Called after each request. */
  onEnd?: (request: FakeRequest) => void
}

/** A server that implements Bright Data's HTTP API, with faults on demand. */
export interface FakeBrightData {
  readonly url: string
  readonly apiKey: string
  /** Every request, in order. */
  readonly log: readonly FakeRequest[]
  /** Every triggered snapshot, in order, whether or not the client got the response. */
  readonly snapshots: readonly FakeSnapshot[]
  /** All webhook calls. */
  readonly deliveries: readonly FakeDelivery[]
  readonly faults: Pick<Faults, 'push'>
  stop(): Promise<void>
}

/** Starts the fake server. */
export async function startFakeBrightData(options: FakeBrightDataOptions = {}): Promise<FakeBrightData> {
  const { apiKey = 'fake-key', readyAfter = 1_000, find = inventCompany, retriesWebhooks = true } = options
  const faults = createFaults(options.faults)

  const server = await startFakeServer<Fault>({
    port: options.port,
    latency: options.latency,
    onEnd: options.onEnd,
    meet: (method, url) => {
      const place = placeOf(method, url)
      return place ? faults.next(place) : null
    },
    answer: (req, url, body, fault) => {
      const { authorization } = req.headers
      if (authorization === undefined) return refusalAnswer('missing_credentials')
      if (!authorization.startsWith('Bearer ')) return refusalAnswer('unsupported_credentials')
      if (authorization !== `Bearer ${apiKey}`) return refusalAnswer('invalid_credentials')
      if (fault && isRefusal(fault.kind)) return refusalAnswer(fault.kind, fault)
      const id = url.pathname.split('/').at(-1) ?? ''
      switch (placeOf(req.method ?? '', url)) {
        case 'trigger':
          return snapshots.trigger(url.searchParams, body)
        case 'progress':
          return snapshots.progress(id, fault)
        case 'snapshot':
          return snapshots.download(id, fault)
        default:
          return { status: 404, body: { error: 'Not found' } }
      }
    },
  })
  const snapshots = createFakeSnapshots({ readyAfter, find, faults, later: server.later, retriesWebhooks })

  return {
    url: server.url,
    apiKey,
    log: server.log,
    snapshots: snapshots.all,
    deliveries: snapshots.deliveries,
    faults,
    stop: server.stop,
  }
}

function placeOf(method: string, { pathname }: URL): Place | null {
  if (method === 'POST') return pathname === '/datasets/v3/trigger' ? 'trigger' : null
  const [, place] = /^\/datasets\/v3\/(progress|snapshot)\/[^/]+$/.exec(pathname) ?? []
  return place === 'progress' || place === 'snapshot' ? place : null
}

function isRefusal(kind: FaultKind): kind is RefusalKind {
  return Object.hasOwn(refusals, kind)
}
