import { DomainError } from '../errors.ts'

/** The list doesn't exist or belongs to another user; the two look the same, so that ids can't be probed. */
export class ListAccessError extends DomainError {
  readonly code = 'LIST_ACCESS' as const

  constructor() {
    super('You have no list with this id. Get the ids from the query `lists`.')
  }
}
