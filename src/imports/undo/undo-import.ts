import type pg from 'pg'
import type { Config } from '../../config.ts'
import { lockOwner, snapshot, transaction } from '../../db/client.ts'
import { parseUuid } from '../../db/ids.ts'
import { enqueue } from '../../jobs/enqueue.ts'
import { RunNotFoundError, RunNotUndoableError } from '../errors.ts'
import type { RunKey } from '../run/runs.sql.ts'
import { countKept, findUndoable, type KeptLead, selectKept, type UndoableRun, type UndoState } from './undo.sql.ts'
import { judgePage, refundOf, undoPage } from './undo-page.ts'

/** What undoing needs. */
export interface UndoDeps {
  readonly pool: pg.Pool
  readonly config: Pick<Config, 'pageSize' | 'undoRefundHours'>
}

/** The rows that an undo keeps, read as needed. */
export interface KeptLeads {
  count(): Promise<number>
  page(offset: number, limit: number): Promise<KeptLead[]>
}

/** What an undo would do. */
export interface UndoPlan {
  removed: number
  companiesRemoved: number
  refunded: number
  kept: KeptLeads
}

/**
 * Undoes a run of the owner, or continues to: one page at once, the rest in a job. Returns the run's id; does nothing for a run
 * that is undone. Throws RunNotFoundError or RunNotUndoableError.
 */
export async function undoImport({ pool, config }: UndoDeps, ownerId: number, runId: string): Promise<string> {
  const id = parseUuid(runId)
  if (id === null) throw new RunNotFoundError()
  await transaction(pool, async (client) => {
    await lockOwner(client, ownerId)
    const run = await findUndoable(client, { ownerId, id }, 'FOR UPDATE')
    if (run === null) throw new RunNotFoundError()
    if (run.undo !== null) return
    refuseOthers(run)
    let isOver = await undoPage(client, run, startOf(run, config.undoRefundHours), config.pageSize)
    // A small run is undone in one call: its people, and then its companies.
    for (let pages = 1; !isOver && pages < pagesAtOnce; pages++) isOver = await undoNext(client, run, config.pageSize)
    if (!isOver) await enqueueUndo(client, run)
  })
  return id
}

const pagesAtOnce = 2

/** Undoes the next page of a run whose undo has begun; returns whether it is over. */
export async function undoNext(client: pg.ClientBase, key: RunKey, pageSize: number): Promise<boolean> {
  const run = await findUndoable(client, key, 'FOR UPDATE')
  if (run === null || run.undo === null || run.undoneAt !== null) return true
  return await undoPage(client, run, run.undo, pageSize)
}

/** Enqueues the job that undoes the rest of a run; one of an owner runs at a time. */
export async function enqueueUndo(client: pg.ClientBase, { ownerId, id: runId }: RunKey): Promise<void> {
  await enqueue(client, 'undo-import', { ownerId, runId }, { jobKey: `undo ${runId}`, queueName: `undos ${ownerId}` })
}

/** Returns what an undo of a run would do, on a snapshot of the database. Throws like `undoImport`. */
export async function planUndo({ pool, config }: UndoDeps, ownerId: number, runId: string): Promise<UndoPlan | null> {
  const id = parseUuid(runId)
  if (id === null) throw new RunNotFoundError()
  return await snapshot(pool, async (client) => {
    const run = await findUndoable(client, { ownerId, id })
    if (run === null) throw new RunNotFoundError()
    if (run.undo !== null) return null
    refuseOthers(run)
    const plan = { removed: 0, companiesRemoved: 0, refunded: 0 }
    const kept = new KeptInMemory()
    let state: UndoState | null = startOf(run, config.undoRefundHours)
    while (state !== null) {
      const page = await judgePage(client, run, state, config.pageSize)
      plan.refunded += refundOf(run, state, page)
      for (const { id: row, keptFor } of page.rows) {
        const isPerson = page.table === 'list_rows'
        if (keptFor !== null) kept.add(page.table, row, keptFor)
        else if (isPerson || run.dataType === 'COMPANIES') plan.removed++
        else plan.companiesRemoved++
      }
      state = page.next
    }
    return { ...plan, kept }
  })
}

/** Returns the rows that an undo has kept. */
export function storedKept(pool: pg.Pool, run: RunKey): KeptLeads {
  return {
    count: () => countKept(pool, run),
    page: (offset, limit) => selectKept(pool, run, { offset, limit }),
  }
}

/** The rows that a plan keeps, people first, in 16 bytes each, since an undo of a large import may keep all of its rows. */
class KeptInMemory implements KeptLeads {
  readonly #ids: number[] = []
  /** Their reasons, as places in `#codes`: each text that the driver returns would take memory of its own. */
  readonly #reasons: number[] = []
  readonly #codes: KeptLead['reason'][] = []
  #people = 0

  add(table: UndoState['table'], id: number, reason: KeptLead['reason']): void {
    this.#ids.push(id)
    const code = this.#codes.indexOf(reason)
    this.#reasons.push(code < 0 ? this.#codes.push(reason) - 1 : code)
    if (table === 'list_rows') this.#people++
  }

  async count(): Promise<number> {
    return this.#ids.length
  }

  async page(offset: number, limit: number): Promise<KeptLead[]> {
    return this.#ids.slice(offset, offset + limit).map((id, at) => {
      const isPerson = offset + at < this.#people
      const reason = this.#codes[this.#reasons[offset + at] ?? 0] ?? 'OTHER'
      return { rowId: isPerson ? String(id) : null, companyId: isPerson ? null : String(id), reason }
    })
  }
}

function refuseOthers({ kind, status, listId }: UndoableRun): void {
  if (kind === 'BULK') {
    throw new RunNotUndoableError(
      'A bulk change can’t be undone. Move people back with `moveLeads`; deleted rows are gone.',
    )
  }
  if (!['COMPLETED', 'FAILED', 'CANCELLED'].includes(status)) {
    throw new RunNotUndoableError(`The run is ${status}. Wait for its end, or cancel it with \`cancelImport\` first.`)
  }
  if (listId === null) throw new RunNotUndoableError('The list of the run was deleted, and all its rows with it.')
}

function startOf({ kind, finishedAt }: UndoableRun, refundHours: number): UndoState {
  const age = Date.now() - (finishedAt?.getTime() ?? 0)
  return { refunds: kind !== 'SALES_NAV' && age < refundHours * 3_600_000, table: 'list_rows', after: 0 }
}
