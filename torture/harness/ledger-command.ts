import fc from 'fast-check'
import type { PoolFault } from './failing-pool.ts'
import type { ModelCompany, ModelLead, ModelList } from './ledger-lists.ts'
import type { LedgerModel, ModelRun } from './ledger-model.ts'
import type { LedgerUser } from './ledger-real.ts'

/** Something that happens to a user. */
export type LedgerCommand = fc.AsyncCommand<LedgerModel, LedgerUser>

/** A title, or none. */
export const title: fc.Arbitrary<string | null> = fc.constantFrom(null, 'Boss', 'Clerk')

/** A fault at one of the first statements. */
export function faultWithin(statements: number): fc.Arbitrary<PoolFault> {
  return fc.record({
    statement: fc.integer({ min: 1, max: statements }),
    moment: fc.constantFrom('before', 'after'),
    scope: fc.constantFrom('connections', 'process'),
  })
}

/** Creates a command that compares the product with the model after it ran. */
export function command(
  name: string,
  input: object,
  run: (model: LedgerModel, user: LedgerUser) => Promise<void>,
  needsRun = false,
): LedgerCommand {
  return {
    check: ({ runs }) => !needsRun || runs.length > 0,
    async run(model, user) {
      model.now += 1
      await run(model, user)
      await user.compare(model)
    },
    toString: () => `${name} ${JSON.stringify(input)}`,
  }
}

/** Returns a run by number, in the model and in the product: one of those wanted, unless the number is 0 or there are none. */
export function chosen(
  { runs }: LedgerModel,
  { calls }: LedgerUser,
  number: number,
  isWanted: (run: ModelRun) => boolean = () => true,
) {
  const wanted = number === 0 ? [] : runs.filter(isWanted)
  const run = wanted.length === 0 ? runs[number % runs.length] : wanted[number % wanted.length]
  const made = calls[run === undefined ? -1 : runs.indexOf(run)]
  if (run === undefined || made === undefined) throw new Error('The model has no run.')
  return { run, ...made } satisfies { run: ModelRun }
}

/** Returns a lead by number, which may be removed; null for null, or if there is none. */
export function leadAt<L>(leads: readonly L[], number: number | null): L | null {
  return number === null || leads.length === 0 ? null : (leads[number % leads.length] ?? null)
}

/** Returns a list by number, in the model and in the product; null if there is none. */
export function listAt({ lists }: LedgerModel, { listIds }: LedgerUser, number: number) {
  const [found, listId] = [lists[number % lists.length], listIds[number % lists.length]]
  return found === undefined || listId === undefined ? null : { list: found, listId }
}

/** Returns the leads of a list by number, each once, in the order in which they were added. */
export function leadsOf<L extends ModelLead | ModelCompany>(
  leads: readonly L[],
  of: ModelList,
  numbers: readonly number[],
): L[] {
  const all = leads.filter((one) => one.list === of)
  const named = new Set(numbers.map((number) => all[number % all.length]))
  return all.filter((one) => named.has(one))
}

/** Returns the refusal of a call; throws if there is none. */
export async function refusalOf(call: Promise<unknown>): Promise<unknown> {
  return await call.then(
    (answer) => {
      throw new Error(`A refusal was expected, not ${JSON.stringify(answer)}`)
    },
    (error: unknown) => error,
  )
}

/** Throws if two values differ. */
export function same(found: unknown, expected: unknown): void {
  const [one, other] = [JSON.stringify(found), JSON.stringify(expected)]
  if (one !== other) throw new Error(`Expected ${other}, found ${one}.`)
}
