import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { InsufficientCreditsError } from '../../src/credits/errors.ts'
import { grantCredits } from '../../src/credits/ledger.ts'
import { IdempotencyConflictError, RunNotCancellableError, RunNotFoundError } from '../../src/imports/errors.ts'
import { cancelRun } from '../../src/imports/run/cancel.ts'
import type { PoolFault } from './failing-pool.ts'
import { chosen, command, faultWithin, type LedgerCommand, leadAt, refusalOf, same, title } from './ledger-command.ts'
import { type CompanyRow, isOver, type PersonRow, type Policy } from './ledger-model.ts'
import { rowCommands } from './ledger-row-commands.ts'
import { followRun, maxFailures, workOn } from './ledger-runs.ts'

/** Everything that can happen to a user's credits. */
export const ledgerCommands: fc.Arbitrary<LedgerCommand>[] = (() => {
  const person = fc.oneof(
    { weight: 12, arbitrary: fc.nat(14) },
    { weight: 1, arbitrary: fc.constant('unidentified' as const) },
  )
  const company = fc.oneof(
    { weight: 12, arbitrary: fc.nat(6) },
    { weight: 1, arbitrary: fc.constant('unidentified' as const) },
  )
  const names = fc.option(fc.nat(40), { freq: 3 })
  const size = { minLength: 1, maxLength: 12 }
  const people = fc.array(fc.record({ person, title, names }), size)
  const companies = fc.array(fc.record({ company, title, names }), size)
  const importing = fc
    .record({
      rows: fc.oneof({ weight: 2, arbitrary: people }, { weight: 1, arbitrary: companies }),
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

type Numbered<Row> = Omit<Row, 'names'> & { names: number | null }

interface ImportInput {
  rows: Numbered<PersonRow>[] | Numbered<CompanyRow>[]
  skips: boolean
  into: number | null
  policy: Policy
  fault: PoolFault | null
}

const newListPolicy = { rows: 'CREATE_AND_UPDATE', usesRowIds: false, byCall: false } as const

function importFile(input: ImportInput): LedgerCommand {
  return command('import', input, async (model, user) => {
    const { skips, into, fault } = input
    const rows = input.rows.map((row) =>
      'company' in row
        ? { ...row, names: leadAt(model.companies, row.names) }
        : { ...row, names: leadAt(model.leads, row.names) },
    )
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
    (model, user) =>
      workOn(
        model,
        user,
        chosen(model, user, input.run, (each) => !isOver(each)),
      ),
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
        await followRun(model, user, { run, runId }, injected)
      }
    },
    true,
  )
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
