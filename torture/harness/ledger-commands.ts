import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { InsufficientCreditsError } from '../../src/credits/errors.ts'
import { grantCredits } from '../../src/credits/ledger.ts'
import { IdempotencyConflictError, RunNotCancellableError, RunNotFoundError } from '../../src/imports/errors.ts'
import { cancelRun } from '../../src/imports/run/cancel.ts'
import type { PoolFault } from './failing-pool.ts'
import { chosen, command, faultWithin, type LedgerCommand, leadAt, refusalOf, same, title } from './ledger-command.ts'
import { isOver, type LedgerModel, type ModelRun, type Policy, type Row } from './ledger-model.ts'
import type { LedgerUser } from './ledger-real.ts'
import { rowCommands } from './ledger-row-commands.ts'

/** Consecutive failed attempts without a page after which a run fails. */
const maxFailures = 5

/** Everything that can happen to a user's credits. */
export const ledgerCommands: fc.Arbitrary<LedgerCommand>[] = (() => {
  const person = fc.oneof(
    { weight: 12, arbitrary: fc.nat(14) },
    { weight: 1, arbitrary: fc.constant('unidentified' as const) },
  )
  const row = fc.record({ person, title, names: fc.option(fc.nat(40), { freq: 3 }) })
  const importing = fc
    .record({
      rows: fc.array(row, { minLength: 1, maxLength: 12 }),
      skips: fc.boolean(),
      into: fc.option(fc.nat(3), { freq: 2 }),
      policy: fc.record({
        rows: fc.constantFrom('CREATE_AND_UPDATE', 'CREATE_AND_UPDATE', 'CREATE_ONLY', 'UPDATE_ONLY'),
        values: fc.constantFrom('FILL_EMPTY', 'OVERWRITE'),
        title: fc.option(fc.constantFrom('FILL_EMPTY', 'OVERWRITE')),
        usesRowIds: fc.boolean(),
        byCall: fc.boolean(),
      }),
      fault: fc.option(faultWithin(16), { freq: 4 }),
    })
    .map(importFile)
  const working = fc.record({ run: fc.nat(5) }).map(work)
  // A run fails after `maxFailures` failures in a row, which random single failures would seldom reach.
  const times = fc.oneof({ weight: 2, arbitrary: fc.constant(1) }, { weight: 1, arbitrary: fc.constant(maxFailures) })
  const crashing = fc.record({ run: fc.nat(5), fault: faultWithin(50), times }).map(crash)
  return [
    // Repeated entries are more likely to be chosen.
    ...[importing, importing, importing, working, working, crashing, crashing],
    ...rowCommands,
    fc.record({ run: fc.nat(5) }).map(cancel),
    fc.record({ amount: fc.integer({ min: 1, max: 20 }) }).map(topUp),
    fc.record({ run: fc.nat(5), changed: fc.boolean() }).map(replay),
    fc.record({ id: fc.oneof(fc.uuid(), fc.string()) }).map(cancelNothing),
  ]
})()

/** Fills two lists that share people, so that all commands have something to do. */
export const opening: readonly LedgerCommand[] = [
  [1, 2, 3, 4, 5, 6],
  [5, 6, 7, 8],
].flatMap((people) => [
  importFile({
    rows: people.map((person) => ({ person, title: null, names: null })),
    skips: false,
    into: null,
    policy: { rows: 'CREATE_AND_UPDATE', values: 'FILL_EMPTY', title: null, usesRowIds: false, byCall: false },
    fault: null,
  }),
  work({ run: 1 }),
])

interface ImportInput {
  rows: (Omit<Row, 'names'> & { names: number | null })[]
  skips: boolean
  into: number | null
  policy: Policy
  fault: PoolFault | null
}

const newListPolicy = { rows: 'CREATE_AND_UPDATE', usesRowIds: false, byCall: false } as const

function importFile(input: ImportInput): LedgerCommand {
  return command('import', input, async (model, user) => {
    const { skips, into, fault } = input
    const rows = input.rows.map((row) => ({ ...row, names: leadAt(model, row.names) }))
    const place = into === null || model.lists.length === 0 ? undefined : into % model.lists.length
    const listId = place === undefined ? undefined : user.listIds[place]
    // Only an existing list can be updated, or extended by a call.
    const policy = { ...input.policy, ...(listId === undefined ? newListPolicy : {}) }
    const call = { rows, skips, policy, listId, key: randomUUID() }
    // After a lost response the client retries with the same key, which starts one import whatever happened before.
    if (fault !== null) await user.runWithFault(fault, (pool) => user.start(call, pool)).catch(refusedForCredits)
    const { available } = model
    const run = model.accept(call, place === undefined ? undefined : model.lists[place])
    if (run === null) {
      const refusal = await refusalOf(user.start(call))
      if (!(refusal instanceof InsufficientCreditsError)) throw new Error(`The import was refused with ${refusal}`)
      same([refusal.required, refusal.available], [1, available])
      return
    }
    const started = await user.start(call)
    if (place === undefined) user.listIds.push(started.listId)
    else same(started.listId, listId)
    user.calls.push({ runId: started.runId, call })
  })
}

function work(input: { run: number }): LedgerCommand {
  return command(
    'work',
    input,
    async (model, user) => {
      const { run, runId } = chosen(model, user, input.run, (each) => !isOver(each))
      await user.work(runId)
      // A run that used up its time slice is requeued behind waiting jobs.
      while ((await user.progressOf(runId)).status === 'RUNNING') await user.work(runId)
      await follow(model, user, { run, runId })
      if (!isOver(run)) throw new Error(`The run is still ${run.status} after its last page.`)
    },
    true,
  )
}

function crash(input: { run: number; fault: PoolFault; times: number }): LedgerCommand {
  return command(
    'crash',
    input,
    async (model, user) => {
      const { run, runId } = chosen(model, user, input.run, (each) => !isOver(each))
      for (let time = 0; time < input.times; time++) {
        const injected = await user.runWithFault(input.fault, (pool) => user.work(runId, pool))
        await follow(model, user, { run, runId }, injected)
      }
    },
    true,
  )
}

/** Advances the model to the stored page; after a fault the model cannot predict how far the run got. */
async function follow(
  model: LedgerModel,
  user: LedgerUser,
  { run, runId }: { run: ModelRun; runId: string },
  injected = false,
): Promise<void> {
  if (isOver(run)) return
  const { status, page } = await user.progressOf(runId)
  if (page < run.pages) throw new Error(`Page ${page} cannot follow page ${run.pages}.`)
  model.advance(run, page)
  if (injected) run.failures += 1
  if (status === 'COMPLETED' && model.isComplete(run)) model.end(run, status)
  else if (status === 'FAILED' && run.failures >= maxFailures) model.end(run, status)
  else if (status === 'RUNNING' || (status === 'QUEUED' && page === 0)) run.status = status
  else throw new Error(`The run is ${status} after ${page} pages and ${run.failures} failures.`)
}

function cancel(input: { run: number }): LedgerCommand {
  return command(
    'cancel',
    input,
    async (model, user) => {
      const { run, runId } = chosen(model, user, input.run)
      const cancelling = cancelRun(user.product.pool, user.id, runId)
      if (run.status === 'COMPLETED' || run.status === 'FAILED') {
        same((await refusalOf(cancelling)) instanceof RunNotCancellableError, true)
        return
      }
      same(await cancelling, runId)
      if (run.status !== 'CANCELLED') model.end(run, 'CANCELLED')
    },
    true,
  )
}

function topUp(input: { amount: number }): LedgerCommand {
  return command('top up', input, async (model, user) => {
    await grantCredits(user.product.pool, user.id, input.amount)
    model.balance += input.amount
  })
}

function replay(input: { run: number; changed: boolean }): LedgerCommand {
  return command(
    'replay',
    input,
    async (model, user) => {
      const { runId, call } = chosen(model, user, input.run)
      if (call === null) return
      if (!input.changed) return same((await user.start(call)).runId, runId)
      const refusal = await refusalOf(user.start({ ...call, skips: !call.skips }))
      same(refusal instanceof IdempotencyConflictError, true)
    },
    true,
  )
}

function cancelNothing(input: { id: string }): LedgerCommand {
  return command('cancel nothing', input, async (_model, { product, id }) => {
    same((await refusalOf(cancelRun(product.pool, id, input.id))) instanceof RunNotFoundError, true)
  })
}

function refusedForCredits(error: unknown): void {
  if (!(error instanceof InsufficientCreditsError)) throw error
}
