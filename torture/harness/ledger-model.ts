/** A row of a file: a person by number, or nobody. */
export type Row = number | 'nobody'

/** The person who works for a company on the block list. */
export const blockedPerson = 0

/** An import as the model has it. */
export interface ModelRun {
  readonly rows: readonly Row[]
  readonly skips: boolean
  readonly list: Set<number>
  readonly reserved: number
  status: 'QUEUED' | 'RUNNING' | 'COMPLETED' | 'FAILED' | 'CANCELLED'
  pages: number
  released: number
  counts: Counts
  /** Attempts that were struck down since the last page. */
  blows: number
}

interface Counts {
  imported: number
  merged: number
  crossListSkipped: number
  blocked: number
  invalid: number
  unaffordable: number
}

/** What the account, the lists and the runs of a user have to be: the contract in its fewest words. */
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

  /** Credits for all rows, or as many as there are, are set aside; without one nothing happens. */
  accept(rows: readonly Row[], skips: boolean, into: Set<number> | undefined): ModelRun | null {
    if (this.available < 1) return null
    const list = into ?? new Set()
    if (into === undefined) this.lists.push(list)
    const reserved = Math.min(rows.length, this.available)
    this.reserved += reserved
    const counts = { imported: 0, merged: 0, crossListSkipped: 0, blocked: 0, invalid: 0, unaffordable: 0 }
    const state = { status: 'QUEUED', pages: 0, released: 0, counts, blows: 0 } as const
    const run: ModelRun = { rows, skips, list, reserved, ...state }
    this.runs.push(run)
    return run
  }

  /** So many pages of the run are written, each row with its verdict, and each new lead is paid for. */
  advance(run: ModelRun, pages: number): void {
    for (const row of run.rows.slice(run.pages * this.pageSize, pages * this.pageSize)) {
      const verdict = this.#verdict(run, row)
      run.counts[verdict] += 1
      if (verdict !== 'imported' || row === 'nobody') continue
      run.list.add(row)
      this.balance -= 1
      this.reserved -= 1
    }
    if (pages > run.pages) run.blows = 0
    run.pages = pages
  }

  /** The run is over, and gives back what it has not used. */
  end(run: ModelRun, status: 'COMPLETED' | 'FAILED' | 'CANCELLED'): void {
    run.status = status
    run.released = run.reserved - run.counts.imported
    this.reserved -= run.released
  }

  #verdict({ list, skips, counts, reserved }: ModelRun, row: Row): keyof Counts {
    if (row === 'nobody') return 'invalid'
    if (skips && row === blockedPerson) return 'blocked'
    if (list.has(row)) return 'merged'
    if (skips && this.lists.some((other) => other.has(row))) return 'crossListSkipped'
    return counts.imported < reserved ? 'imported' : 'unaffordable'
  }
}

/** Whether a run has ended. */
export function isOver({ status }: Pick<ModelRun, 'status'>): boolean {
  return status !== 'QUEUED' && status !== 'RUNNING'
}
