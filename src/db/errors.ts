import pg from 'pg'
import * as z from 'zod'
import { DomainError } from '../errors.ts'
import { Prisma } from './generated/client.ts'

/** The database can't be reached; the message names its host and the reason. */
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

/** The database or its cluster isn't prepared for being distributed; the message says what to do. */
export class DistributionError extends DomainError {
  readonly code = 'DISTRIBUTION' as const
}

/** A read was stopped because it took too long. */
export class ReadTimeoutError extends DomainError {
  readonly code = 'READ_TIMEOUT' as const

  constructor(cause: unknown) {
    super(
      `Reading took too long and was stopped. Request less at once: one list, fewer searches, no \`totalCount\`. Or try again later.`,
      { cause },
    )
  }
}

/** What a request was reading was deleted meanwhile. */
export class DeletedMeanwhileError extends DomainError {
  readonly code = 'NOT_FOUND' as const

  constructor(cause: unknown) {
    super('This was deleted while it was being read.', { cause })
  }
}

/** Returns whether Prisma did not find a record that has to exist, as when it is deleted between two reads of a request. */
export function isMissingRecord(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2025'
}

/** Returns whether Postgres cancelled a statement, as it does after the statement timeout. */
export function isCancelled(error: unknown): boolean {
  if (error instanceof pg.DatabaseError) return error.code === queryCanceled
  if (!(error instanceof Prisma.PrismaClientKnownRequestError)) return false
  return adapterError.safeParse(error.meta).data?.driverAdapterError.cause.originalCode === queryCanceled
}

const queryCanceled = '57014'

/** Where Prisma keeps the error of Postgres. */
const adapterError = z.object({
  driverAdapterError: z.object({ cause: z.object({ originalCode: z.string() }) }),
})

/** Returns whether Postgres could not store something for lack of disk space. */
export function isOutOfRoom(error: unknown): boolean {
  if (!(error instanceof pg.DatabaseError)) return false
  // A disk quota or file size limit has no specific error code, so the routine that reports it is checked.
  if (error.code === '53100' || /^md(zero)?extend$/.test(error.routine ?? '')) return true
  // Citus passes on the error of a node that it copies to without its code.
  return error.routine === 'ReportCopyError' && error.message.includes('No space left on device')
}

// If a host name has several addresses, Node wraps their errors in one without a message.
function reason(cause: unknown): string {
  if (cause instanceof AggregateError) return cause.errors.map(reason).join(', ')
  return cause instanceof Error ? cause.message : String(cause)
}
