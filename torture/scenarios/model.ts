import fc from 'fast-check'
import type { ScenarioDatabase } from '../harness/environment.ts'
import { findViolations } from '../harness/invariants.ts'
import type { LedgerCommand } from '../harness/ledger-command.ts'
import { ledgerCommands, opening } from '../harness/ledger-commands.ts'
import { isOver, LedgerModel } from '../harness/ledger-model.ts'
import { LedgerUser, openProduct, type Product } from '../harness/ledger-real.ts'
import type { Scenario } from '../harness/scenario.ts'
import { injectSqlFault, type SqlFault, sqlFaults } from '../harness/sql-faults.ts'

const pageSize = 4
const credits = 25
const concurrency = 4
/** Most sequences that a deliberate fault of the product may pass. */
const maxSequencesToCatch = 200

/** Random sequences of imports of people and companies, bulk changes, edits, merges, searches, exports, undos, cancellations, crashes and replays, compared with a small model, which also has to notice deliberate faults. */
export const model: Scenario<'sequences' | 'mutants'> = {
  name: 'model',
  promise: 'In any sequence of events, the credits, the runs, and each person of each list match a small model.',
  counts: {
    sequences: { sample: 24, ci: 300, full: 1_000 },
    mutants: { sample: 3, ci: 4, full: sqlFaults.length },
  },
  async run({ environment, counts, seed, report }) {
    const database = await environment.createDatabase()
    const product = openProduct(database, pageSize)
    const figures = {
      sequences: 0,
      commands: 0,
      faults: 0,
      runs: 0,
      completed: 0,
      failed: 0,
      cancelled: 0,
      unfinished: 0,
      moved: 0,
      copied: 0,
      deleted: 0,
      companies: 0,
      undone: 0,
      removed: 0,
      refunded: 0,
      mutants: 0,
    }
    const sequence = sequenceOf(product, ([...commands], ledger, user) => {
      figures.sequences += 1
      figures.commands += commands.length
      figures.faults += user.faults
      for (const run of ledger.runs) {
        figures.runs += 1
        if (run.status === 'COMPLETED') figures.completed += 1
        if (run.status === 'FAILED') figures.failed += 1
        if (run.status === 'CANCELLED') figures.cancelled += 1
        if (!isOver(run)) figures.unfinished += 1
        figures.moved += run.counts.moved
        figures.copied += run.counts.copied
        figures.deleted += run.counts.deleted
        if (run.of === 'COMPANIES') figures.companies += run.counts.imported
        if (run.undo?.phase === 'over') figures.undone += 1
        figures.removed += run.undo?.removed ?? 0
        figures.refunded += run.undo?.refunded ?? 0
      }
      if (figures.sequences % 100 === 0) report(JSON.stringify(figures))
    })
    const began = performance.now()
    const checks = await Promise.all(
      Array.from({ length: concurrency }, (_, strand) =>
        fc.check(sequence, { numRuns: Math.ceil(counts.sequences / concurrency), seed: seed * concurrency + strand }),
      ),
    )
    const perSecond = Math.round((figures.sequences * 10_000) / (performance.now() - began)) / 10
    const violations = checks
      .filter(({ failed }) => failed)
      .map((check) => `${fc.defaultReportMessage(check)}\n${check.errorInstance}`)
    violations.push(...(await findViolations(database.pool, { hasOnlyImports: false })))
    await product.close()

    const chosen = Array.from({ length: counts.mutants }, (_, at) => sqlFaults[(seed + at) % sqlFaults.length])
    for (const fault of chosen) {
      if (fault === undefined) continue
      const runs = await sequencesToCatch(await environment.createDatabase(), fault, seed)
      report(`${fault.name}: noticed in sequence ${runs}`)
      if (runs === null) violations.push(`the model doesn't notice that ${fault.name}`)
      else figures.mutants += 1
    }
    return { figures: { ...figures, sequencesPerSecond: perSecond }, violations }
  },
}

type Sequence = Iterable<LedgerCommand>

/** Returns a check of random sequences; `onEnd` is called after each that the product and the model agree about. */
function sequenceOf(
  product: Product,
  onEnd: (commands: Sequence, ledger: LedgerModel, user: LedgerUser) => void,
): fc.IAsyncProperty<[Sequence]> {
  return fc.asyncProperty(fc.commands(ledgerCommands, { maxCommands: 40, size: '+1' }), async (commands) => {
    const ledger = new LedgerModel(credits, pageSize)
    const user = await LedgerUser.create(product, credits)
    for (const command of opening) await command.run(ledger, user)
    await fc.asyncModelRun(() => ({ model: ledger, real: user }), commands)
    onEnd(commands, ledger, user)
  })
}

/** Returns how many sequences it takes until the model notices a fault; null if it never does. */
async function sequencesToCatch(database: ScenarioDatabase, fault: SqlFault, seed: number): Promise<number | null> {
  const changedStatements = injectSqlFault(database.pool, fault)
  const product = openProduct(database, pageSize)
  let sequences = 1
  const sequence = sequenceOf(product, () => {
    sequences += 1
  })
  const { failed } = await fc.check(sequence, { numRuns: maxSequencesToCatch, seed, endOnFailure: true })
  await product.close()
  return failed && changedStatements() > 0 ? sequences : null
}
