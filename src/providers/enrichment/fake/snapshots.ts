import { randomBytes } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import type { CompanyData } from '../../../enrichment/provider.ts'
import { companyLinkedinKey } from '../../../identity/linkedin.ts'
import { callWebhook, type FakeAnswer } from '../../fake/fake-server.ts'
import { type Fault, type Faults, failures, refusalAnswer } from './faults.ts'
import { type FakeRecord, recordsOf } from './records.ts'

/** A snapshot of the fake server. */
export interface FakeSnapshot {
  readonly id: string
  readonly urls: readonly string[]
  /** The webhook for its results; null if none. */
  readonly hook: { readonly url: string; readonly authorization: string | null; readonly isPlain: boolean } | null
}

/** A webhook call with results. */
export interface FakeDelivery {
  readonly snapshotId: string
  readonly isZipped: boolean
  /** Status of the response; null if there was none. */
  readonly status: number | null
}

/** The snapshots and the requests about them. */
export interface FakeSnapshots {
  readonly all: readonly FakeSnapshot[]
  readonly deliveries: readonly FakeDelivery[]
  trigger(query: URLSearchParams, body: unknown): Promise<FakeAnswer>
  progress(id: string, fault: Fault | null): FakeAnswer
  download(id: string, fault: Fault | null): FakeAnswer
}

interface Held extends FakeSnapshot {
  readonly startedAt: number
  failure: object | null
  readonly records: readonly FakeRecord[]
}

const dataset = 'gd_l1vikfnt1wgvvqz95w'
const notReady = { status: 'running', message: 'Snapshot is not ready yet, try again in 10s' }
const building = { status: 'building', message: 'Snapshot is building, try again in 10s' }
const notACompany: Fault = { kind: 'bad_input' }
const maxDeliveries = 3

/** Returns an empty set of snapshots. */
export function createFakeSnapshots({
  readyAfter,
  find,
  faults,
  later,
  retriesWebhooks,
}: {
  readyAfter: number
  find: (url: string) => CompanyData | null
  faults: Faults
  later: (wait: number, act: () => void) => void
  /** Whether webhook calls that failed are retried. */
  retriesWebhooks: boolean
}): FakeSnapshots {
  const all: Held[] = []
  const deliveries: FakeDelivery[] = []
  const isReady = ({ startedAt }: Held) => performance.now() >= startedAt + readyAfter

  const deliver = async (snapshot: Held, kind: Fault['kind'] | undefined, attempt = 1) => {
    if (!snapshot.hook || snapshot.failure) return
    const { url, authorization, isPlain } = snapshot.hook
    const isZipped = !isPlain || kind === 'gzip' || kind === 'gzip_undeclared'
    const json = Buffer.from(JSON.stringify(snapshot.records))
    const headers = {
      'content-type': 'application/json',
      ...(authorization === null ? {} : { authorization }),
      ...(isZipped && kind !== 'gzip_undeclared' ? { 'content-encoding': 'gzip' } : {}),
    }
    const body = isZipped ? gzipSync(json) : json
    const status = await callWebhook(url, { headers, body: new Uint8Array(body) })
    deliveries.push({ snapshotId: snapshot.id, isZipped, status })
    const isAccepted = status !== null && status < 300
    if (kind === 'twice' && attempt === 1) await deliver(snapshot, kind, attempt + 1)
    else if (retriesWebhooks && !isAccepted && attempt < maxDeliveries) {
      later(readyAfter, () => void deliver(snapshot, kind, attempt + 1))
    }
  }

  return {
    all,
    deliveries,

    async trigger(query, body) {
      if (!query.has('dataset_id')) return refusalAnswer('unknown_collector')
      if (query.get('dataset_id') !== dataset) return refusalAnswer('unknown_dataset')
      if (!Array.isArray(body)) return refusalAnswer('unreadable_input')
      if (body.length === 0) return refusalAnswer('no_input')
      const urls = body.flatMap((input) => addressOf(input))
      if (urls.length < body.length) return refusalAnswer('invalid_input')

      const at = new Date()
      const records = urls.flatMap((url) => {
        const fault = companyLinkedinKey(url) === null ? notACompany : faults.next('record')
        return recordsOf(url, find(url), at, fault)
      })
      const endpoint = query.get('endpoint')
      const snapshot: Held = {
        id: `s_${randomBytes(9).toString('hex')}`,
        urls,
        hook: endpoint
          ? {
              url: endpoint,
              authorization: query.get('auth_header'),
              isPlain: query.get('uncompressed_webhook') === 'true',
            }
          : null,
        startedAt: performance.now(),
        failure: null,
        records: query.get('include_errors') === 'true' ? records : records.filter(({ error }) => error === undefined),
      }
      all.push(snapshot)
      if (snapshot.hook) {
        const kind = faults.next('webhook')?.kind
        if (kind === 'early') await deliver(snapshot, kind)
        else if (kind !== 'lost') later(readyAfter, () => void deliver(snapshot, kind))
      }
      return { status: 200, body: { snapshot_id: snapshot.id } }
    },

    progress(id, fault) {
      const snapshot = all.find((snapshot) => snapshot.id === id)
      if (!snapshot) return refusalAnswer('unknown_snapshot')
      if (fault && isFailure(fault.kind)) {
        const detail = fault.detail === undefined ? {} : { error_message: fault.detail }
        snapshot.failure = { ...failures[fault.kind], ...detail }
      }
      const isYoung = performance.now() < snapshot.startedAt + readyAfter / 2
      const state = snapshot.failure ?? { status: isReady(snapshot) ? 'ready' : isYoung ? 'starting' : 'running' }
      return { status: 200, body: { snapshot_id: id, dataset_id: dataset, ...state } }
    },

    download(id, fault) {
      const snapshot = all.find((snapshot) => snapshot.id === id)
      if (!snapshot) return refusalAnswer('unknown_snapshot')
      if (snapshot.failure) return refusalAnswer('empty_snapshot')
      if (fault?.kind === 'not_ready' || !isReady(snapshot)) return { status: 202, body: notReady }
      if (fault?.kind === 'building') return { status: 200, body: building }
      return { status: 200, body: snapshot.records }
    },
  }
}

function addressOf(input: unknown): string[] {
  const url = typeof input === 'object' && input !== null && 'url' in input ? input.url : undefined
  return typeof url === 'string' && /^https?:\/\//.test(url) && URL.canParse(url) ? [url] : []
}

function isFailure(kind: Fault['kind']): kind is keyof typeof failures {
  return Object.hasOwn(failures, kind)
}
