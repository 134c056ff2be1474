import pg from 'pg'
import { DomainError } from '../errors.ts'

/** No connection to the database can be made; its message says where to and why. */
export class DatabaseUnreachableError extends DomainError {
  readonly code = 'DATABASE_UNREACHABLE' as const

  constructor(databaseUrl: string, cause: unknown) {
    super(`Cannot connect to the database at ${new URL(databaseUrl).host} (DATABASE_URL): ${reason(cause)}.`, { cause })
  }
}

/** The database's history of migrations and the folder's do not agree, so nothing was applied. */
export class MigrationError extends DomainError {
  readonly code = 'MIGRATION' as const
}

/** The embedded Postgres cannot be used; the message says what to do. */
export class EmbeddedPostgresError extends DomainError {
  readonly code = 'EMBEDDED_POSTGRES' as const
}

/** A read was stopped because it took too long. */
export class ReadTimeoutError extends DomainError {
  readonly code = 'READ_TIMEOUT' as const

  /** `limit` is in milliseconds. */
  constructor(limit: number, cause: unknown) {
    super(
      `Reading took longer than ${limit / 1_000} seconds and was stopped. Request less at once: one list, fewer searches, no \`totalCount\`. Or try again later.`,
      { cause },
    )
  }
}

/** Whether Postgres stopped a statement, as it does when its time is up. */
export function isCancelled(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === '57014'
}

/** Whether Postgres could not store something because there is no room for it. */
export function isOutOfRoom(error: unknown): boolean {
  if (!(error instanceof pg.DatabaseError)) return false
  // A quota, or a limit on the size of files, has no code of its own: it is known by who says so.
  return error.code === '53100' || /^md(zero)?extend$/.test(error.routine ?? '')
}

// Where a host name has several addresses, Node hides each one's refusal behind an error without a message.
function reason(cause: unknown): string {
  if (cause instanceof AggregateError) return cause.errors.map(reason).join(', ')
  return cause instanceof Error ? cause.message : String(cause)
}
