import { advanceBulk, type BulkAction, doneBy, measureBulk, type Selection } from './ledger-bulk.ts'
import type { ModelCompany, ModelLead, ModelList } from './ledger-lists.ts'
import { takeRow } from './ledger-verdicts.ts'

/** A row of a file or a call: a person by number or one that nothing identifies, a title, and the row that its id names. */
export interface PersonRow {
  readonly person: number | 'unidentified'
  readonly title: string | null
  readonly names: ModelLead | null
}

/** The same of a company, with its industry as the title. */
export interface CompanyRow {
  readonly company: number | 'unidentified'
  readonly title: string | null
  readonly names: ModelCompany | null
}

export type Row = PersonRow | CompanyRow

/** What a row that matches does to values. */
type Values = 'FILL_EMPTY' | 'OVERWRITE'

/** Which rows an import adds or changes, how, and whether by a file or by a call. */
export interface Policy {
  readonly rows: 'CREATE_AND_UPDATE' | 'CREATE_ONLY' | 'UPDATE_ONLY'
  readonly values: Values
  /** An exception for the title or industry. */
  readonly title: Values | null
  readonly usesRowIds: boolean
  readonly byCall: boolean
}

/** An import or a bulk change in the model. */
export interface ModelRun {
  /** What its leads are. */
  readonly of: 'PEOPLE' | 'COMPANIES'
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
  readonly mergedInto: Set<ModelLead | ModelCompany>
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

/** The counters of a run. */
export interface Counts {
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
  deleted: number
}

const noCounts: Counts = {
  ...{ imported: 0, merged: 0, updated: 0, crossListSkipped: 0, blocked: 0, invalid: 0, unaffordable: 0, noMatch: 0 },
  ...{ companiesCreated: 0, moved: 0, copied: 0, deleted: 0 },
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
  /** All people and companies that ever were, in the order in which they were added. */
  readonly leads: ModelLead[] = []
  readonly companies: ModelCompany[] = []

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
    const of = rows.some((row) => 'company' in row) ? 'COMPANIES' : 'PEOPLE'
    const list = into ?? this.#newList()
    return this.#start({ of, rows, skips, policy, list, bulk: null, reserved, total: rows.length })
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
      of: selection.of,
      rows: [],
      skips: false,
      policy,
      list,
      bulk: { action, from, selection, end },
      reserved: 0,
      total,
    })
  }

  #start(given: Pick<ModelRun, 'of' | 'rows' | 'skips' | 'policy' | 'list' | 'bulk' | 'reserved' | 'total'>): ModelRun {
    const state = {
      status: 'QUEUED',
      pages: 0,
      position: 0,
      isLast: false,
      released: 0,
      failures: 0,
      undo: null,
    } as const
    const run = {
      ...given,
      ...state,
      createdAt: this.now,
      counts: { ...noCounts },
      mergedInto: new Set<ModelLead | ModelCompany>(),
    }
    this.runs.push(run)
    return run
  }

  #newList(): ModelList {
    const list = { exportedAt: null }
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
      for (const row of run.rows.slice(run.pages * this.pageSize, (run.pages + 1) * this.pageSize))
        takeRow(this, run, row)
    }
  }

  /** Whether all pages of a run are written. */
  isComplete({ bulk, isLast, pages, rows }: ModelRun): boolean {
    return bulk === null ? pages === Math.ceil(rows.length / this.pageSize) : isLast
  }

  /** Ends the run and releases its unused credits. */
  end(run: ModelRun, status: 'COMPLETED' | 'FAILED' | 'CANCELLED'): void {
    run.status = status
    if (run.bulk !== null && status === 'COMPLETED') run.total = doneBy(run)
    run.released = run.reserved - run.counts.imported
    this.reserved -= run.released
  }
}

/** Returns whether a run has ended. */
export function isOver({ status }: Pick<ModelRun, 'status'>): boolean {
  return status !== 'QUEUED' && status !== 'RUNNING'
}
