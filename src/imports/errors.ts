import type { ImportKind } from '../db/generated/enums.ts'
import { DomainError } from '../errors.ts'

/** A mapping that can't be used: `field` is the invalid field, null for a missing mapping; `column` the column that the file doesn't have. */
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

/** The run doesn't exist or belongs to another user; the two look the same. */
export class RunNotFoundError extends DomainError {
  readonly code = 'RUN_NOT_FOUND' as const

  constructor() {
    super('You have no import run with this id. Get the ids from the query `importRuns`.')
    this.name = 'RunNotFoundError'
  }
}

/** The run ended before it was cancelled. */
export class RunNotCancellableError extends DomainError {
  readonly code = 'RUN_NOT_CANCELLABLE' as const

  constructor(status: string) {
    super(`The run is ${status}: only a run that is QUEUED, RUNNING or PAUSED can be cancelled. Imported rows stay.`)
    this.name = 'RunNotCancellableError'
  }
}

/** The idempotency key was used before with a different input. */
export class IdempotencyConflictError extends DomainError {
  readonly code = 'IDEMPOTENCY_CONFLICT' as const

  constructor() {
    super(
      'This idempotency key was used within the last 24 hours with a different input. Use a new key for a new import.',
    )
    this.name = 'IdempotencyConflictError'
  }
}

/** Ends a run that failed repeatedly without committing another page. */
export class ImportFailedError extends DomainError {
  readonly code = 'IMPORT_FAILED' as const

  constructor(kind?: ImportKind) {
    super(
      kind === 'BULK'
        ? 'The change failed five times in a row because of an error on the server. What it has done stays. Start it again with the rows that are left.'
        : 'The import failed five times in a row because of an error on the server. Imported rows stay, and unused credits were released. Start the import again into the same list: rows already in it cost nothing.',
    )
    this.name = 'ImportFailedError'
  }
}

/** Ends a run for which the database repeatedly had no space; `reason` is what it waits for before that. */
export class DatabaseFullError extends DomainError {
  readonly code = 'DATABASE_FULL' as const
  readonly reason = "The server's database is out of disk space. The administrator of the server has to free some."

  constructor(kind?: ImportKind) {
    super(
      kind === 'BULK'
        ? "The server's database was out of disk space five times in a row. What the change has done stays. When there is space, start it again with the rows that are left."
        : "The server's database was out of disk space five times in a row. Imported rows stay, and unused credits were released. When there is space, start the import again into the same list: rows already in it cost nothing.",
    )
    this.name = 'DatabaseFullError'
  }
}

/** The run is not paused, so it can't be resumed. */
export class RunNotResumableError extends DomainError {
  readonly code = 'RUN_NOT_RESUMABLE' as const

  constructor(status: string) {
    super(`The run is ${status}: only a run that is PAUSED can be resumed.`)
    this.name = 'RunNotResumableError'
  }
}

/** The run can't be undone; the message says why. */
export class RunNotUndoableError extends DomainError {
  readonly code = 'RUN_NOT_UNDOABLE' as const

  constructor(reason: string) {
    super(reason)
    this.name = 'RunNotUndoableError'
  }
}

/** Ends a run that was paused for too long; `reason` is what it waited for. */
export class RunForgottenError extends DomainError {
  readonly code = 'PAUSED_TOO_LONG' as const

  constructor(reason: string) {
    super(
      `The import was paused for seven days: ${reason} Imported people stay, and unused credits were released. Start it again into the same list: people already in it cost nothing.`,
    )
    this.name = 'RunForgottenError'
  }
}

/** Ends a run whose LinkedIn account was removed. */
export class AccountGoneError extends DomainError {
  readonly code = 'ACCOUNT_GONE' as const

  constructor() {
    super(
      'The LinkedIn account of this import was removed. Connect an account and start the import again into the same list: people already in it cost nothing.',
    )
    this.name = 'AccountGoneError'
  }
}

/** The user has no usable LinkedIn account with Sales Navigator. */
export class SalesNavAccountRequiredError extends DomainError {
  readonly code = 'SALES_NAV_ACCOUNT_REQUIRED' as const

  constructor() {
    super(
      'No Sales Navigator account found. Connect a LinkedIn account that has Sales Navigator with `connectLinkedInAccount`, or reconnect yours if its status is not OK.',
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
