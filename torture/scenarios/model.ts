import fc from 'fast-check'
import { findViolations } from '../harness/invariants.ts'
import { ledgerCommands, opening } from '../harness/ledger-commands.ts'
import { isOver, LedgerModel } from '../harness/ledger-model.ts'
import { LedgerUser, openProduct } from '../harness/ledger-real.ts'
import type { Scenario } from '../harness/scenario.ts'

const pageSize = 4
const credits = 25
const concurrency = 4

/** Random sequences of imports, bulk changes, edits, merges, exports, undos, cancellations, crashes and replays, compared with a small model. */
export const model: Scenario<'sequences'> = {
  name: 'model',
  promise: 'In any sequence of events, the credits, the runs, and each person of each list match a small model.',
  counts: { sequences: { sample: 24, ci: 300, full: 1_000 } },
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
      undone: 0,
      removed: 0,
      refunded: 0,
    }
    const sequence = fc.asyncProperty(
      fc.commands(ledgerCommands, { maxCommands: 40, size: '+1' }),
      async (commands) => {
        const ledger = new LedgerModel(credits, pageSize)
        const user = await LedgerUser.create(product, credits)
        for (const command of opening) await command.run(ledger, user)
        await fc.asyncModelRun(() => ({ model: ledger, real: user }), commands)
        figures.sequences += 1
        figures.commands += [...commands].length
        figures.faults += user.faults
        for (const run of ledger.runs) {
          figures.runs += 1
          if (run.status === 'COMPLETED') figures.completed += 1
          if (run.status === 'FAILED') figures.failed += 1
          if (run.status === 'CANCELLED') figures.cancelled += 1
          if (!isOver(run)) figures.unfinished += 1
          figures.moved += run.counts.moved
          figures.copied += run.counts.copied
          if (run.undo?.phase === 'over') figures.undone += 1
          figures.removed += run.undo?.removed ?? 0
          figures.refunded += run.undo?.refunded ?? 0
        }
        if (figures.sequences % 100 === 0) report(JSON.stringify(figures))
      },
    )
    const began = performance.now()
    const checks = await Promise.all(
      Array.from({ length: concurrency }, (_, strand) =>
        fc.check(sequence, { numRuns: Math.ceil(counts.sequences / concurrency), seed: seed * concurrency + strand }),
      ),
    )
    const perSecond = Math.round((figures.sequences * 1_000) / (performance.now() - began))
    const violations = checks
      .filter(({ failed }) => failed)
      .map((check) => fc.defaultReportMessage(check) ?? 'a check failed')
    violations.push(...(await findViolations(database.pool, { hasOnlyImports: false })))
    await product.close()
    return { figures: { ...figures, sequencesPerSecond: perSecond }, violations }
  },
}
