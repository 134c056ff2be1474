import type { AnswerFault } from '../../fake/fake-server.ts'
import { createFaultQueue, type FaultQueue, type RandomFaults as RandomFaultsOf } from '../../fake/fault-queue.ts'

/** The status of each problem that Unipile documents. */
export const problemStatus = {
  invalid_parameters: 400,
  malformed_request: 400,
  invalid_url: 400,
  content_too_large: 400,
  missing_parameters: 400,
  disconnected_account: 401,
  disconnected_feature: 401,
  expired_credentials: 401,
  invalid_credentials: 401,
  missing_credentials: 401,
  checkpoint_error: 401,
  multiple_sessions: 401,
  feature_not_subscribed: 403,
  subscription_required: 403,
  account_restricted: 403,
  insufficient_permissions: 403,
  action_required: 403,
  resource_access_restricted: 403,
  resource_not_found: 404,
  invalid_resource_identifier: 404,
  too_many_requests: 429,
  unexpected_error: 500,
  provider_error: 500,
  no_client_session: 503,
  service_unavailable: 503,
  request_timeout: 504,
} as const

/** The name of a problem, without the prefix `errors/`. */
export type ProblemType = keyof typeof problemStatus

/** The kinds of faults: of the connection, the response, or the page of leads in it. */
export type FaultKind =
  | ProblemType
  | AnswerFault
  | 'account_removed'
  | 'no_items'
  | 'empty_page'
  | 'repeating_cursor'
  | 'same_lead'
  | 'null_item'
  | 'shrinking_total'

/** The requests that can have a fault. */
export type Endpoint = 'search' | 'accounts' | 'me' | 'link'

/** One fault. */
export interface Fault {
  kind: FaultKind
  /** Retry-After header of a problem; omitted if absent. */
  retryAfter?: string
  /** Detail of a problem; has a default. */
  detail?: string
  /** Milliseconds after which a hanging request is disconnected, or a disconnected account reconnects. If absent, a request hangs forever, and only this request finds the account disconnected. */
  ends?: number
}

/** Random faults; `kinds` defaults to those that a run survives. */
export type RandomFaults = RandomFaultsOf<Fault>

/** Faults that a run survives: it completes without losing a lead. */
export const healingFaults: readonly Fault[] = [
  { kind: 'disconnected_account', ends: 500 },
  { kind: 'too_many_requests' },
  { kind: 'too_many_requests', retryAfter: '1' },
  { kind: 'unexpected_error' },
  { kind: 'service_unavailable' },
  { kind: 'request_timeout' },
  { kind: 'hang', ends: 1_000 },
  { kind: 'reset' },
  { kind: 'truncated' },
  { kind: 'cut_off' },
  { kind: 'html_error' },
  { kind: 'empty_page' },
  { kind: 'repeating_cursor' },
  { kind: 'same_lead' },
  { kind: 'null_item' },
  { kind: 'shrinking_total' },
]

/** The queue of faults. */
export type Faults = FaultQueue<Fault, Endpoint>

/** Returns a fault queue: pushed faults first, in order, then random ones in searches. A fault without an endpoint occurs in a search. */
export function createFaults({ percent, seed, kinds = healingFaults }: RandomFaults = { percent: 0 }): Faults {
  return createFaultQueue({
    percent,
    seed,
    usual: 'search',
    fitting: (endpoint) => (endpoint === 'search' ? kinds : []),
  })
}
