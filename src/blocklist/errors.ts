import { DomainError } from '../errors.ts'

/** The user's block list has no entry with this id. */
export class BlockedCompanyNotFoundError extends DomainError {
  readonly code = 'BLOCKED_COMPANY_NOT_FOUND' as const

  constructor() {
    super('Your block list has no company with this id. Get the ids from the query `blockedCompanies`.')
    this.name = 'BlockedCompanyNotFoundError'
  }
}
