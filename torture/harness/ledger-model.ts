import { advanceBulk, type BulkAction, measureBulk, type Selection } from './ledger-bulk.ts'
import { companyIn, holderIn, isAlive, type ModelLead, type ModelList } from './ledger-lists.ts'

/** A row of a file or a call: a person by number or one that nothing identifies, a title, and the row that its id names. */
export interface Row {
  readonly person: number | 'unidentified'
  readonly title: string | null
  readonly names: ModelLead | null
}

/** The person whose company is on the block list. */
const blockedPerson = 0

/** What a row that matches does to values. */
type Values = 'FILL_EMPTY' | 'OVERWRITE'

/** Which rows an import adds or changes, how, and whether by a file or by a call. */
export interface Policy {
  readonly rows: 'CREATE_AND_UPDATE' | 'CREATE_ONLY' | 'UPDATE_ONLY'
  readonly values: Values
  /** An exception for the title. */
  readonly title: Values | null
  readonly usesRowIds: boolean
  readonly byCall: boolean
}

/** An import or a bulk change in the model. */
export interface ModelRun {
  readonly rows: readonly Row[]
  readonly skips: boolean
  readonly policy: Policy
  readonly list: ModelList
  /** What a bulk change does; null for an import. */
  readonly bulk: ModelBulk | null
  readonly createdAt: number
  readonly reserved: number
  status: 'QUEUED' | 'RUNNING' | 'COMPLETED' | 'FAILED' | 'CANCELLED'
  pages: number
  /** Bulk changes: the leads that it is done with come before this place. */
  position: number
  /** Bulk changes: whether the last page is written. */
  isLast: boolean
  released: number
  total: number
  counts: Counts
  /** Failed attempts since the last page. */
  failures: number
  /** The leads that it has merged a row into. */
  readonly mergedInto: Set<ModelLead>
  undo: ModelUndo | null
}

/** What a bulk change does to which leads of a list, up to a place. */
interface ModelBulk {
  readonly action: BulkAction
  readonly from: ModelList
  readonly selection: Selection
  readonly end: number
}

/** The undo of a run. */
export interface ModelUndo {
  phase: 'people' | 'companies' | 'over'
  /** The people or companies that it is done with come before this place. */
  position: number
  pages: number
  removed: number
  companiesRemoved: number
  refunded: number
}

interface Counts {
  imported: number
  merged: number
  updated: number
  crossListSkipped: number
  blocked: number
  invalid: number
  unaffordable: number
  noMatch: number
  companiesCreated: number
  moved: number
  copied: number
}

type Verdict = Exclude<keyof Counts, 'updated' | 'companiesCreated' | 'moved' | 'copied'>

const noCounts: Counts = {
  ...{ imported: 0, merged: 0, updated: 0, crossListSkipped: 0, blocked: 0, invalid: 0, unaffordable: 0, noMatch: 0 },
  ...{ companiesCreated: 0, moved: 0, copied: 0 },
}

/** The expected state of a user's account, lists and runs: the contract, as short as possible. */
export class LedgerModel {
  readonly pageSize: number
  balance: number
  reserved = 0
  /** The number of commands so far, as the time. */
  now = 0
  readonly lists: ModelList[] = []
  readonly runs: ModelRun[] = []
  /** All leads that ever were, in the order in which they were added. */
  readonly leads: ModelLead[] = []

  constructor(balance: number, pageSize: number) {
    this.balance = balance
    this.pageSize = pageSize
  }

  get available(): number {
    return this.balance - this.reserved
  }

  /** Reserves credits for all rows, or for as many as are available, and none to update only; does nothing when none is. */
  accept(
    { rows, skips, policy }: Pick<ModelRun, 'rows' | 'skips' | 'policy'>,
    into: ModelList | undefined,
  ): ModelRun | null {
    const isFree = policy.rows === 'UPDATE_ONLY'
    if (this.available < 1 && !isFree) return null
    const reserved = isFree ? 0 : Math.min(rows.length, this.available)
    this.reserved += reserved
    return this.#start({ rows, skips, policy, list: into ?? this.#newList(), bulk: null, reserved, total: rows.length })
  }

  /** Starts a bulk change, which is free; does nothing if it selects no one. */
  acceptBulk(action: BulkAction, from: ModelList, list: ModelList, selection: Selection): ModelRun | null {
    const { total, end } = measureBulk(this, from, selection)
    if (total === 0) return null
    const policy = {
      rows: 'CREATE_AND_UPDATE',
      values: 'FILL_EMPTY',
      title: null,
      usesRowIds: true,
      byCall: false,
    } as const
    return this.#start({
      rows: [],
      skips: false,
      policy,
      list,
      bulk: { action, from, selection, end },
      reserved: 0,
      total,
    })
  }

  #start(given: Pick<ModelRun, 'rows' | 'skips' | 'policy' | 'list' | 'bulk' | 'reserved' | 'total'>): ModelRun {
    const state = {
      status: 'QUEUED',
      pages: 0,
      position: 0,
      isLast: false,
      released: 0,
      failures: 0,
      undo: null,
    } as const
    const run = { ...given, ...state, createdAt: this.now, counts: { ...noCounts }, mergedInto: new Set<ModelLead>() }
    this.runs.push(run)
    return run
  }

  #newList(): ModelList {
    const list = { companies: [], exportedAt: null }
    this.lists.push(list)
    return list
  }

  /** Writes pages up to `pages`: each row gets a verdict, and each new lead is charged; a bulk change takes the next leads. */
  advance(run: ModelRun, pages: number): void {
    if (pages > run.pages) run.failures = 0
    for (; run.pages < pages; run.pages++) {
      if (run.bulk !== null) {
        run.isLast = advanceBulk(this, run)
        continue
      }
      for (const row of run.rows.slice(run.pages * this.pageSize, (run.pages + 1) * this.pageSize)) this.#take(run, row)
    }
  }

  /** Whether all pages of a run are written. */
  isComplete({ bulk, isLast, pages, rows }: ModelRun): boolean {
    return bulk === null ? pages === Math.ceil(rows.length / this.pageSize) : isLast
  }

  /** Ends the run and releases its unused credits. */
  end(run: ModelRun, status: 'COMPLETED' | 'FAILED' | 'CANCELLED'): void {
    run.status = status
    if (run.bulk !== null && status === 'COMPLETED')
      run.total = run.counts.merged + run.counts.moved + run.counts.copied
    run.released = run.reserved - run.counts.imported
    this.reserved -= run.released
  }

  #take(run: ModelRun, row: Row): void {
    const { list, counts, policy } = run
    const named = policy.usesRowIds && row.names !== null && isAlive(row.names) ? row.names : null
    const known = named ?? (row.person === 'unidentified' ? undefined : holderIn(this.leads, list, row.person))
    const verdict = this.#verdict(run, row, named, known)
    counts[verdict] += 1
    if (verdict === 'merged' && known !== undefined) {
      run.mergedInto.add(known)
      if (policy.rows !== 'CREATE_ONLY') this.#update(run, known, row)
    }
    if (verdict !== 'imported' || row.person === 'unidentified') return
    const company = companyIn(list, domainOf(row.person), run)
    const values = { key: row.person, title: row.title, domain: domainOf(row.person), list, run, company }
    this.leads.push({ ...values, hasOtherEmails: false, addedAt: this.now, editedAt: null, id: null })
    this.balance -= 1
    this.reserved -= 1
  }

  #verdict(run: ModelRun, { person }: Row, named: ModelLead | null, known: ModelLead | undefined): Verdict {
    const { list, skips, policy, counts, reserved } = run
    if (named !== null && named.list !== list) return 'invalid'
    if (person === 'unidentified' && named === null) return 'invalid'
    if (skips && person === blockedPerson) return 'blocked'
    if (known !== undefined) return 'merged'
    if (policy.rows === 'UPDATE_ONLY') return 'noMatch'
    if (skips && this.leads.some((lead) => isAlive(lead) && lead.key === person)) return 'crossListSkipped'
    return counts.imported < reserved ? 'imported' : 'unaffordable'
  }

  /** Fills or replaces values; a key that another lead of the list has stays theirs. */
  #update(run: ModelRun, lead: ModelLead, { person, title }: Row): void {
    const { values } = run.policy
    let gained = false
    if (
      title !== null &&
      title !== lead.title &&
      (lead.title === null || (run.policy.title ?? values) === 'OVERWRITE')
    ) {
      lead.title = title
      gained = true
    }
    if (person === 'unidentified') {
      if (gained) run.counts.updated += 1
      return
    }
    const domain = domainOf(person)
    const hasOtherDomain = lead.domain !== domain
    if (values === 'OVERWRITE') {
      if (lead.key !== person && holderIn(this.leads, run.list, person) === undefined) {
        lead.key = person
        gained = true
      }
      if (hasOtherDomain) {
        lead.domain = domain
        gained = true
      }
    }
    if (gained) run.counts.updated += 1
    const company = companyIn(run.list, domain, run)
    if (lead.company === null ? lead.domain === domain : hasOtherDomain && values === 'OVERWRITE')
      lead.company = company
  }
}

/** The domain of a person's company. */
export function domainOf(person: number): string {
  return person === blockedPerson ? 'blocked.example' : `c${person % 3}.example`
}

/** Returns whether a run has ended. */
export function isOver({ status }: Pick<ModelRun, 'status'>): boolean {
  return status !== 'QUEUED' && status !== 'RUNNING'
}
