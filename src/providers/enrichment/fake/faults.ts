import type { AnswerFault, FakeAnswer } from '../../fake/fake-server.ts'
import { textAnswer } from '../../fake/fake-server.ts'
import { createFaultQueue, type FaultQueue, type RandomFaults } from '../../fake/fault-queue.ts'

/** The refusals that Bright Data documents: status and body, plain text or JSON. */
export const refusals = {
  missing_credentials: [401, 'Credentials are missing'],
  unsupported_credentials: [401, 'Auth method is not supported'],
  invalid_credentials: [401, 'Invalid credentials'],
  forbidden: [403, 'Forbidden'],
  suspended: [403, 'Account is suspended'],
  invalid_input: [
    400,
    { error: 'Invalid input provided', code: 'validation_error', errors: [['url', 'This field must be a valid url']] },
  ],
  unreadable_input: [400, { error: 'Parser cannot parse input: unexpected end', code: 'parse_error' }],
  no_input: [400, 'No data to trigger'],
  empty_snapshot: [400, 'Snapshot is empty'],
  expired_snapshot: [400, 'Snapshot is expired'],
  unknown_collector: [404, 'Collector not found'],
  unknown_dataset: [404, 'dataset does not exist'],
  unknown_snapshot: [404, 'Snapshot does not exist'],
  too_many_requests: [429, 'Too many requests'],
  too_many_jobs: [
    429,
    'You have too many running jobs for this dataset. Please wait until some of them finish or consider combining multiple inputs into a single request. Running jobs: 100>=100',
  ],
  internal_error: [500, 'Internal server error'],
  service_unavailable: [503, 'Service unavailable'],
} as const

/** The name of a refusal. */
export type RefusalKind = keyof typeof refusals

/** Progress responses of snapshots that end without results. */
export const failures = {
  failed: { status: 'failed', error_message: 'Failed to trigger collector' },
  cancelled: { status: 'cancelled' },
  error: { status: 'error', error_message: 'Something went wrong. Our team is looking into it.' },
  suspended_later: { status: 'failed', error_message: 'Account is suspended' },
} as const

/** Error messages of records, by code. */
export const recordErrors = {
  dead_page: '4XX page - dead page.',
  bad_input: 'Input is not a company page',
  blocked: 'The site has blocked the request',
  crawl_error: 'Crawler error: navigation timeout',
  parse_error: "Parser error: Cannot read properties of null (reading 'text')",
  proxy_error: 'An unknown error',
} as const

/** Where a fault occurs: in one of the requests, in a record of a snapshot, or in a webhook call. */
export type Place = 'trigger' | 'progress' | 'snapshot' | 'record' | 'webhook'

/** The kinds of faults. */
export type FaultKind =
  | RefusalKind
  | AnswerFault
  // Of progress
  | keyof typeof failures
  // Of a snapshot that is not ready, with 200 or 202
  | 'building'
  | 'not_ready'
  // Of a record
  | keyof typeof recordErrors
  | 'warning'
  | 'missing'
  | 'duplicate'
  | 'without_input'
  // Of a webhook call
  | 'twice'
  | 'gzip'
  | 'gzip_undeclared'
  | 'early'
  | 'lost'

/** One fault. */
export interface Fault {
  kind: FaultKind
  /** Retry-After header of a refusal; omitted if absent. */
  retryAfter?: string
  /** Message of a refusal, a failure or a record error; defaults to that of its kind. */
  detail?: string
  /** Milliseconds after which a hanging request is disconnected; never if absent. */
  ends?: number
}

/** The queue of faults. */
export type Faults = FaultQueue<Fault, Place>

const transientFaults: readonly Fault[] = [
  { kind: 'too_many_requests' },
  { kind: 'too_many_requests', retryAfter: '1' },
  { kind: 'internal_error' },
  { kind: 'service_unavailable' },
  { kind: 'hang', ends: 1_000 },
  { kind: 'reset' },
  { kind: 'truncated' },
  { kind: 'cut_off' },
  { kind: 'html_error' },
]

/** Faults that an enrichment survives: it ends with every company accounted for. */
export const healingFaults: Readonly<Record<Place, readonly Fault[]>> = {
  trigger: [
    ...transientFaults,
    { kind: 'too_many_jobs' },
    { kind: 'accepted_504' },
    { kind: 'accepted_hang', ends: 1_000 },
    { kind: 'accepted_reset' },
  ],
  progress: [...transientFaults, { kind: 'failed' }, { kind: 'cancelled' }],
  snapshot: [...transientFaults, { kind: 'building' }, { kind: 'not_ready' }],
  record: [
    { kind: 'dead_page' },
    { kind: 'bad_input' },
    { kind: 'blocked' },
    { kind: 'crawl_error' },
    { kind: 'parse_error' },
    { kind: 'proxy_error' },
    { kind: 'warning' },
    { kind: 'missing' },
    { kind: 'duplicate' },
    { kind: 'without_input' },
  ],
  webhook: [{ kind: 'twice' }, { kind: 'gzip' }, { kind: 'gzip_undeclared' }, { kind: 'early' }, { kind: 'lost' }],
}

/** Returns a fault queue: pushed faults first, in order, then random ones. A fault without a place occurs in a trigger. */
export function createFaults({ percent, seed, kinds }: RandomFaults<Fault> = { percent: 0 }): Faults {
  return createFaultQueue({
    percent,
    seed,
    usual: 'trigger',
    fitting: (place) => {
      const healing = healingFaults[place]
      return kinds?.filter(({ kind }) => healing.some((fault) => fault.kind === kind)) ?? healing
    },
  })
}

/** Returns a refusal as Bright Data would send it. */
export function refusalAnswer(kind: RefusalKind, fault?: Fault | null): FakeAnswer {
  const [status, message] = refusals[kind]
  const { body, headers = {} } =
    typeof message === 'string' ? textAnswer(status, fault?.detail ?? message) : { body: message }
  const wait = fault?.retryAfter === undefined ? {} : { 'retry-after': fault.retryAfter }
  return { status, body, headers: { ...headers, ...wait } }
}
