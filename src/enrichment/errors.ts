import { DomainError } from '../errors.ts'

/** Ends an enrichment whose provider did not answer with sense again and again. */
export class ProviderSilentError extends DomainError {
  readonly code = 'PROVIDER_UNAVAILABLE' as const

  /** `cause` is what went wrong last. */
  constructor(cause: DomainError) {
    super(
      `The provider of company data could not be asked ten times in a row. Start the enrichment again later: it goes on with what is missing. ${cause.message}`,
      { cause },
    )
    this.name = 'ProviderSilentError'
  }
}

/** Ends an enrichment that failed again and again because of an error of ours. */
export class EnrichmentFailedError extends DomainError {
  readonly code = 'ENRICHMENT_FAILED' as const

  constructor() {
    super(
      'The enrichment failed five times in a row because of an error on the server. What was filled in stays. Start the enrichment again: it goes on with what is missing.',
    )
    this.name = 'EnrichmentFailedError'
  }
}
