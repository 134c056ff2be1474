/** An outcome that a caller can act on. Each domain has a class per outcome in its own `errors.ts`; anything else that is thrown is a fault of ours. */
export abstract class DomainError extends Error {
  abstract readonly code: string
}

/** An input that no run could use, said of one field: `field` is its path in the input. */
export class InvalidInputError extends DomainError {
  readonly code = 'INVALID_INPUT' as const
  readonly field: string

  constructor(field: string, message: string) {
    super(message)
    this.field = field
  }
}

/** A provider asks for fewer requests: wait, for as long as it says where it does. */
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

/** A provider does not answer, or not with sense; it may soon. */
export class ProviderUnavailableError extends DomainError {
  readonly code = 'PROVIDER_UNAVAILABLE' as const

  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'ProviderUnavailableError'
  }
}
