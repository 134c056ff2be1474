import {
  CompanyProviderRefusedError,
  RequestNotAcceptedError,
  SnapshotFailedError,
} from '../../../enrichment/provider-errors.ts'
import type { DomainError } from '../../../errors.ts'
import { ProviderBusyError, ProviderUnavailableError } from '../../../errors.ts'
import { type ProviderResponse, quoteMessage, retryAfterOf } from '../../http.ts'

/** What a request does: trigger a batch, or read a snapshot. */
export type Purpose = 'trigger' | 'snapshot'

// Documented as "Account is suspended" and "Account is new, please activate it in account settings".
const suspended = /\bsuspend|\bactivate\b|\bbalance\b|\bpayment\b/i

/** Returns the port's error for an unsuccessful response. */
export function responseError(purpose: Purpose, answer: ProviderResponse, secrets: readonly string[]): DomainError {
  const { status, headers, text } = answer
  const said = messageOf(answer)
  const detail = quoteMessage(said, secrets)

  if (status === 429)
    return new ProviderBusyError(`Bright Data is rate-limiting requests.${detail}`, retryAfterOf(headers))
  const unavailable = `Bright Data is unavailable (status ${status}).${detail}`
  if (status < 400 || status === 408 || status >= 500) return new ProviderUnavailableError(unavailable)
  // Bright Data refuses in JSON or plain text; an HTML page comes from a proxy in between.
  if (/^\s*</.test(text)) return new RequestNotAcceptedError(unavailable)
  if (status === 402 || suspended.test(said)) return suspendedError(detail)
  if (status === 401 || status === 403) {
    return new CompanyProviderRefusedError(
      'KEY_REFUSED',
      `Bright Data rejected the API key of this server. Ask the operator to check it.${detail}`,
    )
  }
  if (purpose === 'snapshot') return new SnapshotFailedError(`Bright Data can't deliver the snapshot.${detail}`)
  return new CompanyProviderRefusedError('REQUEST_REFUSED', `Bright Data refused the request for companies.${detail}`)
}

/** Returns the port's error for a failed snapshot. */
export function failedError(message: string, secrets: readonly string[]): DomainError {
  const detail = quoteMessage(message, secrets)
  if (suspended.test(message)) return suspendedError(detail)
  return new SnapshotFailedError(`Bright Data failed to look up the companies.${detail}`)
}

function suspendedError(detail: string): DomainError {
  return new CompanyProviderRefusedError(
    'ACCOUNT_SUSPENDED',
    `The Bright Data account of this server is suspended or inactive. Ask the operator to check it.${detail}`,
  )
}

/** Returns the text of a response: the messages in its JSON, or its plain text. */
function messageOf({ json, text }: ProviderResponse): string {
  if (json === undefined) return /^\s*</.test(text) ? '' : text
  return textsIn(json).join(' ')
}

const messageFields = new Set(['error', 'message', 'error_message', 'errors', 'validation_errors'])

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (Array.isArray(value)) return value.flatMap(textsIn)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, item]) => (messageFields.has(name) ? textsIn(item) : []))
}
