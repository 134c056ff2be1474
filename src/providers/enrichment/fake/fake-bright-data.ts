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

/** How the fake server behaves; all of it has a default. */
export interface FakeBrightDataOptions {
  /** 0: any free one. */
  port?: number
  apiKey?: string
  /** Milliseconds from the trigger of a snapshot to its results. */
  readyAfter?: number
  /** Milliseconds that each answer takes at least. */
  latency?: number
  /** What LinkedIn knows of a company, null where the page is dead; absent: the invented companies of the sandbox. */
  find?: (url: string) => CompanyData | null
  /** Whether results that a webhook did not take are sent again. */
  sendsAgain?: boolean
  faults?: RandomFaults<Fault>
  /** Is told of each request that has ended. */
  onEnd?: (request: FakeRequest) => void
}

/** A server that speaks Bright Data's HTTP, with faults on demand. */
export interface FakeBrightData {
  readonly url: string
  readonly apiKey: string
  /** Every request, in order. */
  readonly log: readonly FakeRequest[]
  /** Every snapshot that was triggered, in order, its answer lost or not. */
  readonly snapshots: readonly FakeSnapshot[]
  /** All results that were sent to a webhook. */
  readonly deliveries: readonly FakeDelivery[]
  readonly faults: Pick<Faults, 'push'>
  stop(): Promise<void>
}

/** Starts the fake server. */
export async function startFakeBrightData(options: FakeBrightDataOptions = {}): Promise<FakeBrightData> {
  const { apiKey = 'fake-key', readyAfter = 1_000, find = inventCompany, sendsAgain = true } = options
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
  const snapshots = createFakeSnapshots({ readyAfter, find, faults, later: server.later, isSticky: sendsAgain })

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
