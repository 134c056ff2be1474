import { DomainError } from '../errors.ts'

/** Fewer credits are available than the request requires; nothing was reserved. */
export class InsufficientCreditsError extends DomainError {
  readonly code = 'INSUFFICIENT_CREDITS' as const
  readonly required: number
  readonly available: number

  constructor(required: number, available: number) {
    super(
      `Insufficient credits: at least ${required} needed, ${available} available. Add credits, or wait until a running import releases its unused ones.`,
    )
    this.required = required
    this.available = available
  }
}
