/** An error that a caller can act on. Each domain has one class per error in its `errors.ts`; any other error is a bug or an outage. */
export abstract class DomainError extends Error {
  abstract readonly code: string

  constructor(message: string, options?: ErrorOptions) {
    super(shortened(message), options)
  }
}

const maxMessageLength = 500

/** Returns a message of at most 500 characters: quoted text may be as large as a request, and the end of the message says what to do. */
export function shortened(message: string): string {
  if (message.length <= maxMessageLength) return message
  const half = maxMessageLength / 2 - 2
  return `${message.slice(0, half)} … ${message.slice(-half)}`.replace(/\p{Surrogate}/gu, '')
}

/** An invalid input; `field` is the path of the field in the input. */
export class InvalidInputError extends DomainError {
  readonly code = 'INVALID_INPUT' as const
  readonly field: string

  constructor(field: string, message: string) {
    super(message)
    this.field = field
  }
}

/** A provider is rate-limiting requests; retry after `retryAfter`. */
export class ProviderBusyError extends DomainError {
  readonly code = 'PROVIDER_BUSY' as const
  /** In milliseconds; null if the provider does not say. */
  readonly retryAfter: number | null

  constructor(message: string, retryAfter: number | null) {
    super(message)
    this.name = 'ProviderBusyError'
    this.retryAfter = retryAfter
  }
}

/** A provider does not respond, or responds with something unusable; a retry may succeed. */
export class ProviderUnavailableError extends DomainError {
  readonly code = 'PROVIDER_UNAVAILABLE' as const

  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'ProviderUnavailableError'
  }
}
