import { randomUUID } from 'node:crypto'
import pLimit from 'p-limit'
import type pg from 'pg'
import type { Config } from '../../config.ts'
import { availableCredits } from '../../credits/ledger.ts'
import { snapshot } from '../../db/client.ts'
import type { Upload } from '../../db/generated/client.ts'
import type { Verdict } from '../../db/generated/enums.ts'
import { findOwnList } from '../../lists/own.ts'
import { truncate } from '../../uploads/truncate.ts'
import { csvPages } from '../csv-pages.ts'
import type { Lead } from '../leads/mapping.ts'
import { checkedMappings, type MappingInput } from '../start/check-mapping.ts'
import { emptyCounts, type Outcome, type PageCounts, sumOf } from '../verdicts/decision.ts'
import { ExistingCompanies } from '../verdicts/existing-companies.ts'
import { ExistingPeople } from '../verdicts/existing-people.ts'
import { judgePage } from '../verdicts/judge-page.ts'
import { ValueStripper } from './strip-values.ts'

/** So many rows are simulated, so that the leads among them fit into memory. */
const maxRows = 100_000
/** How many rows of each verdict are shown. */
const maxExamples = 3
const maxCell = 1_000
/** One at a time in a process: each holds its leads in memory. */
const inTurn = pLimit(1)

/** What a simulation needs of the process. */
export interface SimulationDeps {
  readonly pool: pg.Pool
  readonly config: Pick<Config, 'pageSize'>
}

/** How a file would be imported: into a list of the owner's, or into a new one. */
export interface SimulationInput extends MappingInput {
  skipExistingCustomers: boolean
  listId?: string | null | undefined
}

/** What would become of a row; no codes and ids for one that would be IMPORTED. */
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

/** What would become of a file's rows. */
export interface Simulation {
  rows: number
  isComplete: boolean
  counts: PageCounts
  creditsAvailable: number
  /** The first of each verdict, in the order of the file. */
  examples: SimulationExample[]
}

/**
 * What an import would do if it began at once, by its own code and on one snapshot of the database; writes nothing and waits
 * for no other transaction. Throws ListAccessError and InvalidMappingError as the import does.
 */
export async function simulateImport(
  { pool, config }: SimulationDeps,
  ownerId: number,
  upload: Pick<Upload, 'id' | 'columns' | 'totalRows'>,
  input: SimulationInput,
  examplesOfEach = maxExamples,
): Promise<Simulation> {
  return await inTurn(() =>
    snapshot(pool, async (client) => {
      const { listId, dataType, skipExistingCustomers } = input
      const where = {
        ownerId,
        listId: typeof listId === 'string' ? await findOwnList(client, ownerId, listId) : randomUUID(),
        dataType,
        skipExistingCustomers,
      }
      const { person, company } = checkedMappings(upload.columns, input)
      const source = { dataType, personMapping: person, companyMapping: company, columns: upload.columns }
      const creditsAvailable = await availableCredits(client, ownerId)
      const unstored = { people: new ExistingPeople(), companies: new ExistingCompanies() }
      const slimmer = new ValueStripper()
      let counts = emptyCounts()
      const examples = new Examples(examplesOfEach)
      let rows = 0
      // The pages come over the same connection, so they are of the same snapshot, and nothing waits for a second one.
      for await (const page of csvPages(client, { ...source, uploadId: upload.id }, config.pageSize, null)) {
        const leads = page.leads.slice(0, maxRows - rows)
        for (const lead of leads) slimmer.slimLead(lead)
        const affordable = creditsAvailable - counts.imported
        const decision = await judgePage(client, { where, leads, affordable, unstored })
        rows += leads.length
        counts = sumOf(counts, decision.counts)
        examples.take(leads, decision.outcomes)
        for (const changed of decision.changedPeople) slimmer.slimPerson(changed)
        for (const changed of decision.changedCompanies) slimmer.slimCompany(changed)
        unstored.people.release()
        unstored.companies.release()
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
