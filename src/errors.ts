/** An outcome that a caller can act on. Each domain has a class per outcome in its own `errors.ts`; anything else that is thrown is a fault of ours. */
export abstract class DomainError extends Error {
  abstract readonly code: string
}

/** An input that no run could use, said of one field: `field` is its path in the input. */
export class InvalidInputError extends DomainError {
  readonly code = 'INVALID_INPUT' as const
  readonly field: string

  constructor(field: string, message: string) {
    super(message)
    this.field = field
  }
}
