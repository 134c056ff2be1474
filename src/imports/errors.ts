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

/** Ends a run for which the database had no room, again and again; `reason` is what it waits for before. */
export class DatabaseFullError extends DomainError {
  readonly code = 'DATABASE_FULL' as const
  readonly reason = "The server's database has no room left: whoever runs the server has to make some."

  constructor() {
    super(
      "The server's database has no room left, and had none five times in a row. What was imported stays, and the credits that were not used are available again. When there is room, start the import again into the same list: rows that are in it cost nothing.",
    )
    this.name = 'DatabaseFullError'
  }
}

/** A run that is not paused: there is nothing to resume. */
export class RunNotResumableError extends DomainError {
  readonly code = 'RUN_NOT_RESUMABLE' as const

  constructor(status: string) {
    super(`The run is ${status}: only a run that is PAUSED can be resumed.`)
    this.name = 'RunNotResumableError'
  }
}

/** Ends a run that was paused for too long, for that reason. */
export class RunForgottenError extends DomainError {
  readonly code = 'PAUSED_TOO_LONG' as const

  constructor(reason: string) {
    super(
      `The import was paused for seven days. It waited because: ${reason} What was imported stays, and the credits that were not used are available again. Start it again into the same list: people who are in it cost nothing.`,
    )
    this.name = 'RunForgottenError'
  }
}

/** Ends a run whose LinkedIn account was removed. */
export class AccountGoneError extends DomainError {
  readonly code = 'ACCOUNT_GONE' as const

  constructor() {
    super(
      'The LinkedIn account of this import was removed. Connect an account and start the import again into the same list: people who are in it cost nothing.',
    )
    this.name = 'AccountGoneError'
  }
}

/** The viewer has no LinkedIn account with Sales Navigator that could run a search. */
export class SalesNavAccountRequiredError extends DomainError {
  readonly code = 'SALES_NAV_ACCOUNT_REQUIRED' as const

  constructor() {
    super(
      'No Sales Navigator account found. Connect a LinkedIn account that has Sales Navigator with `connectLinkedInAccount`, or connect it again where its status is not OK.',
    )
    this.name = 'SalesNavAccountRequiredError'
  }
}

/** A URL that is not a Sales Navigator people search; `got` names what it is instead. */
export class InvalidSalesNavUrlError extends DomainError {
  readonly code = 'INVALID_SALES_NAV_URL' as const
  readonly got: string

  constructor(got: string, advice: string, problem = `This is ${got}.`) {
    super(`${problem} ${advice}`)
    this.name = 'InvalidSalesNavUrlError'
    this.got = got
  }
}
