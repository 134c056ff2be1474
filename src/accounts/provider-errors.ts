import { DomainError } from '../errors.ts'

/** The provider refuses for good: asking again changes nothing. */
export class ProviderRefusedError extends DomainError {
  readonly code:
    | 'SEARCH_REFUSED'
    | 'CONNECT_REFUSED'
    | 'NO_SALES_NAVIGATOR_SEAT'
    | 'ACCOUNT_RESTRICTED'
    | 'ACCOUNT_NOT_FOUND'

  constructor(code: ProviderRefusedError['code'], message: string) {
    super(message)
    this.name = 'ProviderRefusedError'
    this.code = code
  }
}

/** The account has to be connected again before it can be used. */
export class AccountDisconnectedError extends DomainError {
  readonly code = 'ACCOUNT_DISCONNECTED' as const

  constructor(message: string) {
    super(message)
    this.name = 'AccountDisconnectedError'
  }
}

/** The provider asks for fewer requests: wait, for as long as it says where it does. */
export class ProviderBusyError extends DomainError {
  readonly code = 'PROVIDER_BUSY' as const
  /** Milliseconds; null where the provider does not say. */
  readonly retryAfter: number | null

  constructor(message: string, retryAfter: number | null) {
    super(message)
    this.name = 'ProviderBusyError'
    this.retryAfter = retryAfter
  }
}

/** The provider does not answer, or not with sense; it may soon. */
export class ProviderUnavailableError extends DomainError {
  readonly code = 'PROVIDER_UNAVAILABLE' as const

  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'ProviderUnavailableError'
  }
}
