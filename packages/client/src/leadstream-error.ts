/** A refusal or an error that the server returned. */
export class LeadstreamError extends Error {
  override readonly name = 'LeadstreamError'
  /** Machine-readable reason, such as `INSUFFICIENT_CREDITS`; `HTTP_502` and the like for a response that is not the server's. */
  readonly code: string
  /** Further fields of the refusal, such as `required` and `available`. */
  readonly details: Readonly<Record<string, unknown>>

  constructor(code: string, message: string, details: Readonly<Record<string, unknown>> = {}) {
    super(message)
    this.code = code
    this.details = details
  }
}

/** Returns the error that a refusal or an item of `errors` describes. */
export function errorOf(value: unknown): LeadstreamError {
  const { message, extensions, ...fields } = isObject(value) ? value : {}
  const { code, ...details }: Record<string, unknown> = { ...fields, ...(isObject(extensions) && extensions) }
  return new LeadstreamError(typeof code === 'string' ? code : 'UNKNOWN', String(message), details)
}

/** Returns the error of a response that is not one of Leadstream, such as that of a proxy. */
export function unexpectedResponse(status: number): LeadstreamError {
  return new LeadstreamError(
    `HTTP_${status}`,
    `The server responded with status ${status}. Check the URL, or try again later.`,
  )
}

/** Returns the payload of a result; throws a LeadstreamError if the server refused the operation. */
export function payloadOf<Result extends object>(result: Result): Exclude<Result, { code: string; message: string }> {
  if (isRefusal(result)) throw errorOf(result)
  return result as Exclude<Result, { code: string; message: string }>
}

function isRefusal(result: object): boolean {
  return 'code' in result && 'message' in result
}

/** Returns whether a value is an object. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
