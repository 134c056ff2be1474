/** An outcome that a caller can act on. Each domain has a class per outcome in its own `errors.ts`; anything else that is thrown is a fault of ours. */
export abstract class DomainError extends Error {
  abstract readonly code: string
}
