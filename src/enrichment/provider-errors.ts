import { DomainError, ProviderUnavailableError } from '../errors.ts'

/** The provider refused permanently: the key, the account or the request is at fault. */
export class CompanyProviderRefusedError extends DomainError {
  readonly code: 'KEY_REFUSED' | 'ACCOUNT_SUSPENDED' | 'REQUEST_REFUSED'

  constructor(code: CompanyProviderRefusedError['code'], message: string) {
    super(message)
    this.name = 'CompanyProviderRefusedError'
    this.code = code
  }
}

/** The provider failed a snapshot, or does not know it: its companies must be requested again. */
export class SnapshotFailedError extends DomainError {
  readonly code = 'SNAPSHOT_FAILED' as const

  constructor(message: string) {
    super(message)
    this.name = 'SnapshotFailedError'
  }
}

/** The provider did not accept the request: it rejected it, or the connection failed before anything was sent. Retrying buys nothing twice. */
export class RequestNotAcceptedError extends ProviderUnavailableError {
  constructor(message: string) {
    super(message)
    this.name = 'RequestNotAcceptedError'
  }
}
