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
