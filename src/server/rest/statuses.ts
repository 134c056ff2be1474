import type { GraphQLError } from 'graphql'
import * as z from 'zod'
import { httpStatus } from '../errors.ts'

/** HTTP statuses of refusals, by code; any other refusal is 400. */
const statuses: Readonly<Record<string, number>> = {
  INSUFFICIENT_CREDITS: 402,
  LIST_ACCESS: 403,
  FORBIDDEN: 403,
  UPLOAD_NOT_FOUND: 404,
  RUN_NOT_FOUND: 404,
  ROW_NOT_FOUND: 404,
  DUPLICATE_LEAD: 409,
  LEAD_CHANGED: 409,
  IDEMPOTENCY_CONFLICT: 409,
  RUN_NOT_CANCELLABLE: 409,
  RUN_NOT_UNDOABLE: 409,
  UPLOAD_QUOTA_EXCEEDED: 413,
  PAYLOAD_TOO_LARGE: 413,
  READ_TIMEOUT: 503,
  STORAGE_FULL: 507,
}

const refusal = z.looseObject({ code: z.string(), message: z.string() })

/** An error response: the message as `error`, the code, and further fields of the error. */
export class Refusal extends Error {
  readonly status: number
  readonly body: Record<string, unknown>

  constructor(code: string, message: string, more: Record<string, unknown> = {}, status = statuses[code] ?? 400) {
    super(message)
    this.status = status
    this.body = { error: message, code, ...more }
  }
}

/** Returns the refusal in a member of a result union, or null if the operation succeeded. */
export function refusalIn(result: unknown): Refusal | null {
  const { data } = refusal.safeParse(result)
  if (!data) return null
  const { code, message, ...more } = data
  return new Refusal(code, message, more)
}

/** Returns the refusal for an error of the request itself, such as a missing token. */
export function refusalOf({ message, extensions }: GraphQLError): Refusal {
  const { http: _, code, ...more } = extensions
  const named = typeof code === 'string' ? code : 'BAD_USER_INPUT'
  const status = statuses[named] ?? httpStatus(extensions)
  return new Refusal(named, message, more, status === 200 ? 400 : status)
}
