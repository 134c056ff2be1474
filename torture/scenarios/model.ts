import fc from 'fast-check'
import { findBroken } from '../harness/invariants.ts'
import { ledgerCommands } from '../harness/ledger-commands.ts'
import { isOver, LedgerModel } from '../harness/ledger-model.ts'
import { LedgerUser, openProduct } from '../harness/ledger-real.ts'
import type { Scenario } from '../harness/scenario.ts'

const pageSize = 4
const credits = 15
const atOnce = 4

/** Sequences of imports, cancels, top-ups, crashes and undos of nothing, each by a user of its own, beside a model of a few lines. */
export const model: Scenario<'sequences'> = {
  name: 'model',
  promise: 'Whatever happens in whatever order, balance, reservation and each run are what a model of a few lines has.',
  counts: { sequences: { sample: 12, ci: 300, full: 1_000 } },
  async run({ world, counts, seed, say }) {
    const database = await world.createDatabase()
    const product = openProduct(database, pageSize)
    const figures = {
      sequences: 0,
      commands: 0,
      blows: 0,
      runs: 0,
      completed: 0,
      failed: 0,
      cancelled: 0,
      unfinished: 0,
    }
    const sequence = fc.asyncProperty(
      fc.commands(ledgerCommands, { maxCommands: 25, size: '+1' }),
      async (commands) => {
        const books = new LedgerModel(credits, pageSize)
        const user = await LedgerUser.create(product, credits)
        await fc.asyncModelRun(() => ({ model: books, real: user }), commands)
        figures.sequences += 1
        figures.commands += [...commands].length
        figures.blows += user.struck
        for (const run of books.runs) {
          figures.runs += 1
          if (run.status === 'COMPLETED') figures.completed += 1
          if (run.status === 'FAILED') figures.failed += 1
          if (run.status === 'CANCELLED') figures.cancelled += 1
          if (!isOver(run)) figures.unfinished += 1
        }
        if (figures.sequences % 100 === 0) say(JSON.stringify(figures))
      },
    )
    const began = performance.now()
    const checks = await Promise.all(
      Array.from({ length: atOnce }, (_, strand) =>
        fc.check(sequence, { numRuns: Math.ceil(counts.sequences / atOnce), seed: seed * atOnce + strand }),
      ),
    )
    const perSecond = Math.round((figures.sequences * 1_000) / (performance.now() - began))
    const broken = checks.filter(({ failed }) => failed).map((check) => fc.defaultReportMessage(check) ?? 'it failed')
    broken.push(...(await findBroken(database.pool)))
    await product.close()
    return { figures: { ...figures, sequencesPerSecond: perSecond }, broken }
  },
}
