/** The result of one check. */
export interface Finding {
  readonly check: string
  /** A `warning` works, but perhaps not as intended; an `error` does not work. */
  readonly status: 'ok' | 'warning' | 'error'
  /** What was found. */
  readonly message: string
  /** What to do about it; null if there is nothing to do. */
  readonly action: string | null
}

/** Returns a finding that needs no action. */
export function ok(check: string, message: string): Finding {
  return { check, status: 'ok', message, action: null }
}

/** Returns a finding that may be intended. */
export function warning(check: string, message: string, action: string): Finding {
  return { check, status: 'warning', message, action }
}

/** Returns a finding that has to be repaired. */
export function problem(check: string, message: string, action: string): Finding {
  return { check, status: 'error', message, action }
}

/** Returns the message of an error on one line. */
export function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(messageOf).join(', ')
  return (error instanceof Error ? error.message : String(error)).trim().replaceAll(/\s*\n\s*/g, ' ')
}
