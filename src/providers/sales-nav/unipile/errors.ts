import { z } from 'zod'
import { AccountDisconnectedError, AccountProviderRefusedError } from '../../../accounts/provider-errors.ts'
import type { DomainError } from '../../../errors.ts'
import { ProviderBusyError, ProviderUnavailableError } from '../../../errors.ts'
import { type ProviderResponse, quoteMessage, retryAfterOf } from '../../http.ts'

/** What a request does: search, read one account, list all accounts, or create a page to connect one. */
export type Purpose = 'search' | 'account' | 'list' | 'connect'

type Outcome = 'REFUSED' | 'DISCONNECTED' | 'NO_SEAT' | 'RESTRICTED' | 'NOT_FOUND'

/** Meaning of each type of problem; others go by their status. */
const outcomes: Readonly<Record<string, Outcome>> = {
  invalid_parameters: 'REFUSED',
  malformed_request: 'REFUSED',
  invalid_url: 'REFUSED',
  content_too_large: 'REFUSED',
  missing_parameters: 'REFUSED',
  disconnected_account: 'DISCONNECTED',
  disconnected_feature: 'DISCONNECTED',
  expired_credentials: 'DISCONNECTED',
  invalid_credentials: 'DISCONNECTED',
  missing_credentials: 'DISCONNECTED',
  checkpoint_error: 'DISCONNECTED',
  multiple_sessions: 'DISCONNECTED',
  feature_not_subscribed: 'NO_SEAT',
  subscription_required: 'NO_SEAT',
  account_restricted: 'RESTRICTED',
  insufficient_permissions: 'RESTRICTED',
  action_required: 'RESTRICTED',
  resource_access_restricted: 'RESTRICTED',
  resource_not_found: 'NOT_FOUND',
  invalid_resource_identifier: 'NOT_FOUND',
}
const outcomeOfStatus: Readonly<Record<number, Outcome>> = { 401: 'DISCONNECTED', 403: 'RESTRICTED', 404: 'NOT_FOUND' }

const problem = z.object({
  type: z.string().startsWith('errors/'),
  title: z.string().nullish().catch(null),
  detail: z.string().nullish().catch(null),
})

/** Returns the port's error for an unsuccessful response, with a message for the owner of the import. */
export function responseError(
  purpose: Purpose,
  { status, headers, json }: ProviderResponse,
  apiKey: string,
): DomainError {
  const { data } = problem.safeParse(json)
  const type = data?.type.slice('errors/'.length) ?? ''
  const detail = quoteMessage(data?.detail || data?.title || '', [apiKey])

  if (status === 429 || type === 'too_many_requests') {
    return new ProviderBusyError('LinkedIn is rate-limiting searches.', retryAfterOf(headers))
  }
  // Only Unipile sends problems; any other response comes from a proxy in between.
  if (!data || status < 400 || status === 408 || status >= 500) {
    return new ProviderUnavailableError(`Unipile is unavailable (status ${status}).${detail}`)
  }
  const outcome = outcomes[type] ?? outcomeOfStatus[status] ?? 'REFUSED'
  if (purpose === 'list' || purpose === 'connect') return ofServer(purpose, outcome, detail)
  return ofAccount(outcome, detail)
}

function ofAccount(outcome: Outcome, detail: string): DomainError {
  switch (outcome) {
    case 'DISCONNECTED':
      return new AccountDisconnectedError(`LinkedIn signed the account out. Reconnect the account.${detail}`)
    case 'NO_SEAT':
      return new AccountProviderRefusedError(
        'NO_SALES_NAVIGATOR_SEAT',
        `The LinkedIn account has no Sales Navigator seat. Assign one, or connect an account that has one, and start the import again.${detail}`,
      )
    case 'RESTRICTED':
      return new AccountProviderRefusedError(
        'ACCOUNT_RESTRICTED',
        `LinkedIn has restricted the account. Sign in to linkedin.com with it and follow the instructions, then start the import again.${detail}`,
      )
    case 'NOT_FOUND':
      return new AccountProviderRefusedError(
        'ACCOUNT_NOT_FOUND',
        `The LinkedIn account or the search no longer exists. Reconnect the account, check the search in Sales Navigator and start the import again.${detail}`,
      )
    case 'REFUSED':
      return new AccountProviderRefusedError(
        'SEARCH_REFUSED',
        `LinkedIn refused this search. Open it in Sales Navigator and import the URL shown when it lists people.${detail}`,
      )
  }
}

/** Without an account, the refusal concerns the server's key or request, which no user can fix. */
function ofServer(purpose: 'list' | 'connect', outcome: Outcome, detail: string): DomainError {
  if (purpose === 'connect' && outcome === 'REFUSED') {
    return new AccountProviderRefusedError(
      'CONNECT_REFUSED',
      `Unipile refused to create a page to connect an account.${detail}`,
    )
  }
  return new ProviderUnavailableError(
    `Unipile rejected this server. Ask the operator to check its API key and subscription.${detail}`,
  )
}
