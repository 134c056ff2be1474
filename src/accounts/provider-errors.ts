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
