import { randomUUID } from 'node:crypto'
import pLimit from 'p-limit'
import type pg from 'pg'
import type { Config } from '../../config.ts'
import { availableCredits } from '../../credits/ledger.ts'
import { snapshot } from '../../db/client.ts'
import type { Upload } from '../../db/generated/client.ts'
import type { Verdict } from '../../db/generated/enums.ts'
import { Shares } from '../../db/shares.ts'
import { findOwnList } from '../../lists/owned-list.ts'
import { truncate } from '../../uploads/truncate.ts'
import { csvPages } from '../csv-pages.ts'
import type { Lead } from '../leads/mapping.ts'
import { checkedMappings, type MappingInput } from '../start/check-mapping.ts'
import { checkMatching, type MatchingInput, matchingOf } from '../start/check-matching.ts'
import { emptyCounts, type Outcome, type PageCounts, sumOf } from '../verdicts/decision.ts'
import { ExistingCompanies } from '../verdicts/existing-companies.ts'
import { ExistingPeople } from '../verdicts/existing-people.ts'
import { judgePage } from '../verdicts/judge-page.ts'
import { policyOf } from '../verdicts/policy.ts'
import { ValueStripper } from './strip-values.ts'

/** Maximum number of simulated rows, so that their leads fit into memory. */
const maxRows = 100_000
/** Number of example rows per verdict. */
const maxExamples = 3
const maxCell = 1_000
/** Rows of a simulation that waits for no larger one. */
const maxSmallRows = 5_000
/** Few simulations run at a time, because each holds its leads in memory; small ones apart, and of each size one of an owner. */
const smallTurns = { ofOwner: new Shares(1), all: pLimit(2) }
const largeTurns = { ofOwner: new Shares(1), all: pLimit(1) }

/** Dependencies of a simulation. */
export interface SimulationDeps {
  readonly pool: pg.Pool
  readonly config: Pick<Config, 'pageSize'>
}

/** Settings of the import to simulate. Without `listId`, into a new list. */
export interface SimulationInput extends MappingInput, MatchingInput {
  skipExistingCustomers?: boolean | null | undefined
  listId?: string | null | undefined
}

/** Result of a row; IMPORTED rows have no reason and no ids. */
export interface SimulationExample {
  rowNumber: number
  verdict: Verdict
  reasonCode: string | null
  reason: string | null
  cells: string[]
  rowId: bigint | null
  companyId: bigint | null
  listId: string | null
  blockedCompanyId: string | null
}

/** Result of a simulated import. */
export interface Simulation {
  rows: number
  isComplete: boolean
  counts: PageCounts
  creditsAvailable: number
  /** The first rows of each verdict, in file order. */
  examples: SimulationExample[]
}

/** How far a simulation is: the counts of the rows so far, and how many there will be. */
export interface SimulationProgress extends PageCounts {
  readonly total: number
}

/** How a simulation is watched. */
interface SimulationOptions {
  examplesOfEach?: number
  /** Called before the first row and after each page. */
  onProgress?: (progress: SimulationProgress) => void
  /** Ends the simulation before its next page, by throwing its reason. */
  signal?: AbortSignal
}

/**
 * Returns what an import would do if it started now, computed by its own code on one snapshot of the database. Writes nothing and waits
 * for no other transaction. Throws ListAccessError and InvalidMappingError like the import.
 */
export async function simulateImport(
  { pool, config }: SimulationDeps,
  ownerId: number,
  upload: Pick<Upload, 'id' | 'columns' | 'totalRows'>,
  input: SimulationInput,
  { examplesOfEach = maxExamples, onProgress, signal }: SimulationOptions = {},
): Promise<Simulation> {
  const { ofOwner, all } = upload.totalRows <= maxSmallRows ? smallTurns : largeTurns
  const inTurn = <T>(work: () => Promise<T>) => ofOwner.run(ownerId, () => all(work))
  return await inTurn(() =>
    snapshot(pool, async (client) => {
      signal?.throwIfAborted()
      const { listId, dataType, skipExistingCustomers } = {
        ...input,
        skipExistingCustomers: input.skipExistingCustomers ?? true,
      }
      const where = {
        ownerId,
        listId: typeof listId === 'string' ? await findOwnList(client, ownerId, listId) : randomUUID(),
        dataType,
        skipExistingCustomers,
        ...matchingOf(input),
      }
      checkMatching(where, dataType)
      const { person, company } = checkedMappings(upload.columns, { ...input, isNewList: typeof listId !== 'string' })
      const source = { ownerId, dataType, personMapping: person, companyMapping: company, columns: upload.columns }
      const creditsAvailable = await availableCredits(client, ownerId)
      const unstored = { people: new ExistingPeople(), companies: new ExistingCompanies() }
      const stripper = new ValueStripper(policyOf(where, dataType))
      let counts = emptyCounts()
      const examples = new Examples(examplesOfEach)
      const total = Math.min(upload.totalRows, maxRows)
      let rows = 0
      onProgress?.({ ...counts, total })
      // Pages are read over the same connection: they belong to the same snapshot, and no second connection is needed.
      for await (const page of csvPages(client, { ...source, uploadId: upload.id }, config.pageSize, null)) {
        const leads = page.leads.slice(0, maxRows - rows)
        for (const lead of leads) stripper.stripLead(lead)
        const affordable = creditsAvailable - counts.imported
        const decision = await judgePage(client, { where, leads, affordable, unstored })
        rows += leads.length
        counts = sumOf(counts, decision.counts)
        examples.take(leads, decision.outcomes)
        for (const changed of decision.changedPeople) stripper.stripPerson(changed)
        for (const changed of decision.changedCompanies) stripper.stripCompany(changed)
        unstored.people.release()
        unstored.companies.release()
        onProgress?.({ ...counts, total })
        signal?.throwIfAborted()
        if (rows === maxRows) break
      }
      return { rows, isComplete: rows === upload.totalRows, counts, creditsAvailable, examples: examples.found }
    }),
  )
}

class Examples {
  readonly found: SimulationExample[] = []
  readonly #ofEach: number
  readonly #counts = new Map<Verdict, number>()

  constructor(ofEach: number) {
    this.#ofEach = ofEach
  }

  take(leads: Lead[], outcomes: Outcome[]): void {
    const byRow = new Map(outcomes.map((outcome) => [outcome.rowNumber, outcome]))
    for (const { rowNumber, cells } of leads) {
      const outcome = byRow.get(rowNumber)
      const verdict = outcome?.verdict ?? 'IMPORTED'
      const count = this.#counts.get(verdict) ?? 0
      if (count === this.#ofEach) continue
      this.#counts.set(verdict, count + 1)
      this.found.push({
        rowNumber,
        verdict,
        reasonCode: outcome?.reasonCode ?? null,
        reason: outcome?.reason ?? null,
        cells: cells.map((cell) => truncate(cell, maxCell)),
        rowId: idOf(outcome?.person),
        companyId: idOf(outcome?.company),
        listId: outcome?.listId ?? null,
        blockedCompanyId: outcome?.blockedCompanyId ?? null,
      })
    }
  }
}

function idOf(match: { id: number | null } | null | undefined): bigint | null {
  const id = match?.id ?? null
  return id === null ? null : BigInt(id)
}
