import { DomainError, ProviderUnavailableError } from '../errors.ts'

/** Ends an enrichment whose provider failed ten times in a row. */
export class ProviderUnreachableError extends DomainError {
  readonly code = 'PROVIDER_UNAVAILABLE' as const

  /** `cause` is the last error. */
  constructor(cause: DomainError) {
    super(
      `The company data provider was unreachable 10 times in a row. Start the enrichment again later: it continues with what is missing. ${cause.message}`,
      { cause },
    )
    this.name = 'ProviderUnreachableError'
  }
}

/** Ends an enrichment that failed five times in a row because of a server error. */
export class EnrichmentFailedError extends DomainError {
  readonly code = 'ENRICHMENT_FAILED' as const

  constructor() {
    super(
      'The enrichment failed 5 times in a row because of a server error. Data already filled in stays. Start the enrichment again: it continues with what is missing.',
    )
    this.name = 'EnrichmentFailedError'
  }
}

/** The response to a trigger was lost, so the provider may have accepted it: its results are awaited for `wait` milliseconds. */
export class TriggerUnconfirmedError extends ProviderUnavailableError {
  readonly wait: number

  constructor(cause: ProviderUnavailableError, wait: number) {
    super(
      `${cause.message} The companies may have been requested anyway, so Leadstream waits ${wait / 60_000} minutes for results before it requests them again.`,
      { cause },
    )
    this.name = 'TriggerUnconfirmedError'
    this.wait = wait
  }
}
