/** A row of a file: a person by number, or a row that identifies no one. */
export type Row = number | 'unidentified'

/** The person whose company is on the block list. */
export const blockedPerson = 0

/** Which rows an import adds or changes, and whether by a file or by a call. */
export interface Policy {
  readonly matched: 'CREATE_AND_UPDATE' | 'CREATE_ONLY' | 'UPDATE_ONLY'
  readonly byCall: boolean
}

/** An import in the model. */
export interface ModelRun {
  readonly rows: readonly Row[]
  readonly skips: boolean
  readonly policy: Policy
  readonly list: Set<number>
  readonly reserved: number
  status: 'QUEUED' | 'RUNNING' | 'COMPLETED' | 'FAILED' | 'CANCELLED'
  pages: number
  released: number
  counts: Counts
  /** Failed attempts since the last page. */
  failures: number
}

interface Counts {
  imported: number
  merged: number
  crossListSkipped: number
  blocked: number
  invalid: number
  unaffordable: number
  noMatch: number
}

/** The expected state of a user's account, lists and runs: the contract, as short as possible. */
export class LedgerModel {
  readonly pageSize: number
  balance: number
  reserved = 0
  readonly lists: Set<number>[] = []
  readonly runs: ModelRun[] = []

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
    into: Set<number> | undefined,
  ): ModelRun | null {
    const isFree = policy.matched === 'UPDATE_ONLY'
    if (this.available < 1 && !isFree) return null
    const list = into ?? new Set()
    if (into === undefined) this.lists.push(list)
    const reserved = isFree ? 0 : Math.min(rows.length, this.available)
    this.reserved += reserved
    const counts = { imported: 0, merged: 0, crossListSkipped: 0, blocked: 0, invalid: 0, unaffordable: 0, noMatch: 0 }
    const state = { status: 'QUEUED', pages: 0, released: 0, counts, failures: 0 } as const
    const run: ModelRun = { rows, skips, policy, list, reserved, ...state }
    this.runs.push(run)
    return run
  }

  /** Writes pages up to `pages`: each row gets a verdict, and each new lead is charged. */
  advance(run: ModelRun, pages: number): void {
    for (const row of run.rows.slice(run.pages * this.pageSize, pages * this.pageSize)) {
      const verdict = this.#verdict(run, row)
      run.counts[verdict] += 1
      if (verdict !== 'imported' || row === 'unidentified') continue
      run.list.add(row)
      this.balance -= 1
      this.reserved -= 1
    }
    if (pages > run.pages) run.failures = 0
    run.pages = pages
  }

  /** Ends the run and releases its unused credits. */
  end(run: ModelRun, status: 'COMPLETED' | 'FAILED' | 'CANCELLED'): void {
    run.status = status
    run.released = run.reserved - run.counts.imported
    this.reserved -= run.released
  }

  #verdict({ list, skips, policy, counts, reserved }: ModelRun, row: Row): keyof Counts {
    if (row === 'unidentified') return 'invalid'
    if (skips && row === blockedPerson) return 'blocked'
    if (list.has(row)) return 'merged'
    if (policy.matched === 'UPDATE_ONLY') return 'noMatch'
    if (skips && this.lists.some((other) => other.has(row))) return 'crossListSkipped'
    return counts.imported < reserved ? 'imported' : 'unaffordable'
  }
}

/** Returns whether a run has ended. */
export function isOver({ status }: Pick<ModelRun, 'status'>): boolean {
  return status !== 'QUEUED' && status !== 'RUNNING'
}
