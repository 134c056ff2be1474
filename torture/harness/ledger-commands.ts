import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { InsufficientCreditsError } from '../../src/credits/errors.ts'
import { grantCredits } from '../../src/credits/ledger.ts'
import { IdempotencyConflictError, RunNotCancellableError, RunNotFoundError } from '../../src/imports/errors.ts'
import { cancelRun } from '../../src/imports/run/cancel.ts'
import type { Doom } from './failing-pool.ts'
import { isOver, type LedgerModel, type ModelRun, type Row } from './ledger-model.ts'
import type { LedgerUser } from './ledger-real.ts'

/** Attempts that failed one after the other, without a page, after which a run has failed. */
const maxBlows = 5

type Command = fc.AsyncCommand<LedgerModel, LedgerUser>

/** All that can happen to the credits of a user. */
export const ledgerCommands: fc.Arbitrary<Command>[] = (() => {
  const row = fc.oneof({ weight: 12, arbitrary: fc.nat(14) }, { weight: 1, arbitrary: fc.constant('nobody') })
  const doom = (statement: number): fc.Arbitrary<Doom> =>
    fc.record({
      statement: fc.integer({ min: 1, max: statement }),
      moment: fc.constantFrom('before', 'after'),
      takes: fc.constantFrom('connections', 'process'),
    })
  const importing = fc
    .record({
      rows: fc.array(row, { minLength: 1, maxLength: 12 }),
      skips: fc.boolean(),
      into: fc.option(fc.nat(3)),
      doom: fc.option(doom(16), { freq: 4 }),
    })
    .map(importFile)
  const working = fc.record({ run: fc.nat(3) }).map(work)
  // Five times the same is what a run fails of.
  const times = fc.oneof({ weight: 2, arbitrary: fc.constant(1) }, { weight: 1, arbitrary: fc.constant(maxBlows) })
  const crashing = fc.record({ run: fc.nat(3), doom: doom(50), times }).map(crash)
  return [
    // One of these is as likely as another.
    ...[importing, importing, importing, working, working, crashing, crashing],
    fc.record({ run: fc.nat(5) }).map(cancel),
    fc.record({ amount: fc.integer({ min: 1, max: 20 }) }).map(topUp),
    fc.record({ run: fc.nat(5), changed: fc.boolean() }).map(replay),
    fc.record({ id: fc.oneof(fc.uuid(), fc.string()) }).map(cancelNothing),
  ]
})()

/** What a command does, with the books compared after it. */
function command(
  name: string,
  input: object,
  run: (model: LedgerModel, user: LedgerUser) => Promise<void>,
  needsRun = false,
): Command {
  return {
    check: ({ runs }) => !needsRun || runs.length > 0,
    async run(model, user) {
      await run(model, user)
      await user.compare(model)
    },
    toString: () => `${name} ${JSON.stringify(input)}`,
  }
}

interface ImportInput {
  rows: Row[]
  skips: boolean
  into: number | null
  doom: Doom | null
}

function importFile(input: ImportInput): Command {
  return command('import', input, async (model, user) => {
    const { rows, skips, into, doom } = input
    const place = into === null || model.lists.length === 0 ? undefined : into % model.lists.length
    const listId = place === undefined ? undefined : user.listIds[place]
    const call = { rows, skips, listId, key: randomUUID() }
    // Whoever got no answer asks again with the same key: it is one import, whatever became of the first.
    if (doom !== null) await user.strike(doom, (pool) => user.start(call, pool)).catch(refusedForCredits)
    const { available } = model
    const run = model.accept(rows, skips, place === undefined ? undefined : model.lists[place])
    if (run === null) {
      const refusal = await refusalOf(user.start(call))
      if (!(refusal instanceof InsufficientCreditsError)) throw new Error(`It was refused with ${refusal}`)
      same([refusal.required, refusal.available], [1, available])
      return
    }
    const started = await user.start(call)
    if (place === undefined) user.listIds.push(started.listId)
    else same(started.listId, listId)
    user.calls.push({ runId: started.runId, call })
  })
}

function work(input: { run: number }): Command {
  return command(
    'work',
    input,
    async (model, user) => {
      const { run, runId } = chosen(model, user, input.run)
      await user.work(runId)
      // A run that has had its turn goes behind the jobs that wait, and comes again.
      while ((await user.progressOf(runId)).status === 'RUNNING') await user.work(runId)
      await follow(model, user, { run, runId })
      if (!isOver(run)) throw new Error(`The run is ${run.status} after all its work.`)
    },
    true,
  )
}

function crash(input: { run: number; doom: Doom; times: number }): Command {
  return command(
    'crash',
    input,
    async (model, user) => {
      const { run, runId } = chosen(model, user, input.run)
      for (let time = 0; time < input.times; time++) {
        const struck = await user.strike(input.doom, (pool) => user.work(runId, pool))
        await follow(model, user, { run, runId }, struck)
      }
    },
    true,
  )
}

/** Has the model follow a run as far as that has come, which where it was struck down nobody can foretell. */
async function follow(
  model: LedgerModel,
  user: LedgerUser,
  { run, runId }: { run: ModelRun; runId: string },
  struck = false,
): Promise<void> {
  if (isOver(run)) return
  const { status, page } = await user.progressOf(runId)
  const last = Math.ceil(run.rows.length / model.pageSize)
  if (page < run.pages || page > last) throw new Error(`Page ${page} of ${last} comes after page ${run.pages}.`)
  model.advance(run, page)
  if (struck) run.blows += 1
  if (status === 'COMPLETED' && page === last) model.end(run, status)
  else if (status === 'FAILED' && run.blows >= maxBlows) model.end(run, status)
  else if (status === 'RUNNING' || (status === 'QUEUED' && page === 0)) run.status = status
  else throw new Error(`The run is ${status} after ${page} of ${last} pages and ${run.blows} blows.`)
}

function cancel(input: { run: number }): Command {
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

function topUp(input: { amount: number }): Command {
  return command('top up', input, async (model, user) => {
    await grantCredits(user.product.pool, user.id, input.amount)
    model.balance += input.amount
  })
}

function replay(input: { run: number; changed: boolean }): Command {
  return command(
    'replay',
    input,
    async (model, user) => {
      const { runId, call } = chosen(model, user, input.run)
      if (!input.changed) return same((await user.start(call)).runId, runId)
      const refusal = await refusalOf(user.start({ ...call, skips: !call.skips }))
      same(refusal instanceof IdempotencyConflictError, true)
    },
    true,
  )
}

function cancelNothing(input: { id: string }): Command {
  return command('cancel nothing', input, async (_model, { product, id }) => {
    same((await refusalOf(cancelRun(product.pool, id, input.id))) instanceof RunNotFoundError, true)
  })
}

function chosen({ runs }: LedgerModel, { calls }: LedgerUser, number: number) {
  const [run, made] = [runs.at(number % runs.length), calls[number % runs.length]]
  if (run === undefined || made === undefined) throw new Error('There is no run.')
  return { run, ...made } satisfies { run: ModelRun }
}

async function refusalOf(call: Promise<unknown>): Promise<unknown> {
  return await call.then(
    (answer) => {
      throw new Error(`It was answered with ${JSON.stringify(answer)}`)
    },
    (error: unknown) => error,
  )
}

function refusedForCredits(error: unknown): void {
  if (!(error instanceof InsufficientCreditsError)) throw error
}

function same(found: unknown, expected: unknown): void {
  if (JSON.stringify(found) !== JSON.stringify(expected)) throw new Error(`It is ${found} and not ${expected}.`)
}
