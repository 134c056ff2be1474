import { ProviderRefusedError, SnapshotFailedError } from '../../../enrichment/provider-errors.ts'
import type { DomainError } from '../../../errors.ts'
import { ProviderBusyError, ProviderUnavailableError } from '../../../errors.ts'
import { type ProviderAnswer, sentence, waitOf } from '../../http.ts'

/** What a request is for: to ask for companies, or about a snapshot. */
export type Purpose = 'trigger' | 'snapshot'

// Its documentation has "Account is suspended" and "Account is new, please activate it in account settings".
const suspended = /\bsuspend|\bactivate\b|\bbalance\b|\bpayment\b/i

/** The port's error for an answer that is no success. */
export function answeredError(purpose: Purpose, answer: ProviderAnswer, secrets: readonly string[]): DomainError {
  const { status, headers, text } = answer
  const said = wordsOf(answer)
  const detail = sentence(said, secrets)

  if (status === 429) return new ProviderBusyError(`Bright Data asks for fewer requests.${detail}`, waitOf(headers))
  // Only Bright Data itself refuses for good, in JSON or plain words; a page is of something in between.
  if (status < 400 || status === 408 || status >= 500 || /^\s*</.test(text)) {
    return new ProviderUnavailableError(`Bright Data can't answer at the moment (status ${status}).${detail}`)
  }
  if (status === 402 || suspended.test(said)) return suspendedError(detail)
  if (status === 401 || status === 403) {
    return new ProviderRefusedError(
      'KEY_REFUSED',
      `Bright Data does not let this server in: whoever runs it should check its key.${detail}`,
    )
  }
  if (purpose === 'snapshot') return new SnapshotFailedError(`Bright Data can't deliver what was asked for.${detail}`)
  return new ProviderRefusedError('REQUEST_REFUSED', `Bright Data refuses to look for the companies.${detail}`)
}

/** The port's error for a snapshot that Bright Data gave up. */
export function failedError(message: string, secrets: readonly string[]): DomainError {
  const detail = sentence(message, secrets)
  if (suspended.test(message)) return suspendedError(detail)
  return new SnapshotFailedError(`Bright Data has given up looking for the companies.${detail}`)
}

function suspendedError(detail: string): DomainError {
  return new ProviderRefusedError(
    'ACCOUNT_SUSPENDED',
    `The account at Bright Data is suspended or not active: whoever runs this server should look at it.${detail}`,
  )
}

/** What an answer says: a JSON object's words and the fields that it names, or the plain text. */
function wordsOf({ json, text }: ProviderAnswer): string {
  if (json === undefined) return /^\s*</.test(text) ? '' : text
  return textsIn(json).join(' ')
}

const telling = new Set(['error', 'message', 'error_message', 'errors', 'validation_errors'])

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (Array.isArray(value)) return value.flatMap(textsIn)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, item]) => (telling.has(name) ? textsIn(item) : []))
}
