import { DomainError } from '../errors.ts'

/** A mapping that can't be used: `field` is the field at fault, null for an absent mapping; `column` the column that the file lacks. */
export class InvalidMappingError extends DomainError {
  readonly code = 'INVALID_MAPPING' as const
  readonly field: string | null
  readonly column: string | null

  constructor(message: string, field: string | null, column: string | null = null) {
    super(message)
    this.name = 'InvalidMappingError'
    this.field = field
    this.column = column
  }
}

/** The same answer whether the run never existed or belongs to somebody else. */
export class RunNotFoundError extends DomainError {
  readonly code = 'RUN_NOT_FOUND' as const

  constructor() {
    super('No such import run.')
    this.name = 'RunNotFoundError'
  }
}

/** A run that ended by itself before it was cancelled. */
export class RunNotCancellableError extends DomainError {
  readonly code = 'RUN_NOT_CANCELLABLE' as const

  constructor(status: string) {
    super(
      `The run is ${status}: only a run that is queued, running or paused can be cancelled. What it imported stays.`,
    )
    this.name = 'RunNotCancellableError'
  }
}

/** A key that came before with another input. */
export class IdempotencyConflictError extends DomainError {
  readonly code = 'IDEMPOTENCY_CONFLICT' as const

  constructor() {
    super('This idempotency key was used within the last 24 hours with another input. Use a new key for a new import.')
    this.name = 'IdempotencyConflictError'
  }
}

/** Ends a run that failed again and again without getting a page further. */
export class ImportFailedError extends DomainError {
  readonly code = 'IMPORT_FAILED' as const

  constructor() {
    super(
      'The import failed five times in a row at the same place because of an error on the server. What was imported stays, and the credits that were not used are available again. Start the import again into the same list: rows that are in it cost nothing.',
    )
    this.name = 'ImportFailedError'
  }
}
