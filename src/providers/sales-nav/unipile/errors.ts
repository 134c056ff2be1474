import { z } from 'zod'
import { AccountDisconnectedError, ProviderRefusedError } from '../../../accounts/provider-errors.ts'
import type { DomainError } from '../../../errors.ts'
import { ProviderBusyError, ProviderUnavailableError } from '../../../errors.ts'
import { type ProviderAnswer, sentence, waitOf } from '../../http.ts'

/** What a request is for: a search or a look at one account, the list of all accounts, or a page to connect one. */
export type Purpose = 'search' | 'account' | 'list' | 'connect'

type Outcome = 'REFUSED' | 'DISCONNECTED' | 'NO_SEAT' | 'RESTRICTED' | 'NOT_FOUND'

/** What each type of problem means. One that is not here means what its status means. */
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

/** The port's error for an answer that is no success, in words for whoever runs the import. */
export function answeredError(
  purpose: Purpose,
  { status, headers, json }: ProviderAnswer,
  apiKey: string,
): DomainError {
  const { data } = problem.safeParse(json)
  const type = data?.type.slice('errors/'.length) ?? ''
  const detail = sentence(data?.detail || data?.title || '', [apiKey])

  if (status === 429 || type === 'too_many_requests') {
    return new ProviderBusyError('LinkedIn asks for a pause between searches.', waitOf(headers))
  }
  // Only Unipile itself refuses for good; a page of something in between says nothing about the search.
  if (!data || status < 400 || status === 408 || status >= 500) {
    return new ProviderUnavailableError(`Unipile can't answer at the moment (status ${status}).${detail}`)
  }
  const outcome = outcomes[type] ?? outcomeOfStatus[status] ?? 'REFUSED'
  if (purpose === 'list' || purpose === 'connect') return ofServer(purpose, outcome, detail)
  return ofAccount(outcome, detail)
}

function ofAccount(outcome: Outcome, detail: string): DomainError {
  switch (outcome) {
    case 'DISCONNECTED':
      return new AccountDisconnectedError(`LinkedIn has signed the account out: reconnect the account.${detail}`)
    case 'NO_SEAT':
      return new ProviderRefusedError(
        'NO_SALES_NAVIGATOR_SEAT',
        `The LinkedIn account has no Sales Navigator seat. Give it one, or connect an account that has one, and start the import again.${detail}`,
      )
    case 'RESTRICTED':
      return new ProviderRefusedError(
        'ACCOUNT_RESTRICTED',
        `LinkedIn restricts what the account may do. Sign in to linkedin.com with it and follow what it asks for, then start the import again.${detail}`,
      )
    case 'NOT_FOUND':
      return new ProviderRefusedError(
        'ACCOUNT_NOT_FOUND',
        `The LinkedIn account, or the search, is no longer there. Connect the account again, check the search in Sales Navigator and start the import again.${detail}`,
      )
    case 'REFUSED':
      return new ProviderRefusedError(
        'SEARCH_REFUSED',
        `LinkedIn refuses this search. Open it in Sales Navigator, and import the address that you see when it shows people.${detail}`,
      )
  }
}

/** Without an account, what is refused is the key or the request of this server, which no salesperson can heal. */
function ofServer(purpose: 'list' | 'connect', outcome: Outcome, detail: string): DomainError {
  if (purpose === 'connect' && outcome === 'REFUSED') {
    return new ProviderRefusedError('CONNECT_REFUSED', `Unipile gives no page to connect an account.${detail}`)
  }
  return new ProviderUnavailableError(
    `Unipile does not let this server in: whoever runs it should check its key and subscription.${detail}`,
  )
}
