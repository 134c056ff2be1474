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
