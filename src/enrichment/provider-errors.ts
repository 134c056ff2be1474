import { DomainError } from '../errors.ts'

/** The provider refuses for good: the key, the account or the request is at fault. */
export class ProviderRefusedError extends DomainError {
  readonly code: 'KEY_REFUSED' | 'ACCOUNT_SUSPENDED' | 'REQUEST_REFUSED'

  constructor(code: ProviderRefusedError['code'], message: string) {
    super(message)
    this.name = 'ProviderRefusedError'
    this.code = code
  }
}

/** A snapshot that the provider gave up, or does not know: its companies have to be asked for again. */
export class SnapshotFailedError extends DomainError {
  readonly code = 'SNAPSHOT_FAILED' as const

  constructor(message: string) {
    super(message)
    this.name = 'SnapshotFailedError'
  }
}
