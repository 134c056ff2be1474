import { DomainError } from '../errors.ts'

/** The provider of accounts refuses the request; retrying will not help. */
export class AccountProviderRefusedError extends DomainError {
  readonly code:
    | 'SEARCH_REFUSED'
    | 'CONNECT_REFUSED'
    | 'NO_SALES_NAVIGATOR_SEAT'
    | 'ACCOUNT_RESTRICTED'
    | 'ACCOUNT_NOT_FOUND'

  constructor(code: AccountProviderRefusedError['code'], message: string) {
    super(message)
    this.name = 'AccountProviderRefusedError'
    this.code = code
  }
}

/** The account must be reconnected before it can be used. */
export class AccountDisconnectedError extends DomainError {
  readonly code = 'ACCOUNT_DISCONNECTED' as const

  constructor(message: string) {
    super(message)
    this.name = 'AccountDisconnectedError'
  }
}
