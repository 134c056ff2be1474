import { DomainError } from '../errors.ts'

/** No account can be connected on this server, or by this user for now; the message says why. */
export class ConnectRefusedError extends DomainError {
  readonly code = 'CONNECT_REFUSED' as const
}

/** The provider has no LinkedIn account of this id. */
export class UnknownAccountError extends DomainError {
  readonly code = 'UNKNOWN_ACCOUNT' as const

  constructor(providerAccountId: string) {
    super(`The provider has no LinkedIn account ${providerAccountId}.`)
  }
}

/** The account belongs to another user, and is not moved. */
export class AccountTakenError extends DomainError {
  readonly code = 'ACCOUNT_TAKEN' as const

  constructor(providerAccountId: string) {
    super(`The LinkedIn account ${providerAccountId} belongs to another user.`)
  }
}
