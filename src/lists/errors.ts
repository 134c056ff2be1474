import { DomainError } from '../errors.ts'

/** The list does not exist or belongs to somebody else: one answer for both, so that ids can not be probed. */
export class ListAccessError extends DomainError {
  readonly code = 'LIST_ACCESS' as const

  constructor() {
    super('No list with this id is yours. The query `lists` has the ids of your lists.')
  }
}
