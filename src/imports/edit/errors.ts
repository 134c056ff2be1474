import { DomainError } from '../../errors.ts'

/** A person or company row that the caller can look at. */
interface Lead {
  rowId?: number
  companyId?: number
}

/** A row doesn't exist, is in another list or belongs to another user; they look the same, so that ids can't be probed. */
export class RowNotFoundError extends DomainError {
  readonly code = 'ROW_NOT_FOUND' as const

  constructor() {
    super('You have no such row in this list: the id is wrong, or the row was deleted or moved. Nothing was changed.')
    this.name = 'RowNotFoundError'
  }
}

/** A change would give a row a key that another row of its list has. */
export class DuplicateLeadError extends DomainError {
  readonly code = 'DUPLICATE_LEAD' as const
  readonly lead: Lead

  constructor(lead: Lead) {
    super(
      lead.rowId === undefined
        ? 'Another company of the list is already identified by these values. Change that company instead, or delete one of the two.'
        : 'Another person of the list is already identified by these values. Change that person instead, or merge the two with `mergeLeads`.',
    )
    this.name = 'DuplicateLeadError'
    this.lead = lead
  }
}

/** A row has changed since the caller read it. */
export class LeadChangedError extends DomainError {
  readonly code = 'LEAD_CHANGED' as const
  readonly lead: Lead

  constructor(lead: Lead) {
    super('The row has changed since `expectedUpdatedAt`. Read it again, and repeat the change if it is still right.')
    this.name = 'LeadChangedError'
    this.lead = lead
  }
}
