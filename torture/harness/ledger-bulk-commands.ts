import fc from 'fast-check'
import { removeLeads, type Selection, selectedOf } from './ledger-bulk.ts'
import { command, type LedgerCommand, leadsOf, listAt, same } from './ledger-command.ts'
import { type FilterInput, filters, type ModelFilter } from './ledger-filters.ts'
import { idOf, type ModelList } from './ledger-lists.ts'
import type { LedgerModel } from './ledger-model.ts'
import { workOn } from './ledger-runs.ts'

const list = fc.nat(3)
const of = fc.constantFrom('PEOPLE' as const, 'PEOPLE' as const, 'COMPANIES' as const)
const leads = fc.array(fc.nat(40), { minLength: 1, maxLength: 5 })
const selected = fc.oneof(fc.record({ leads }), fc.record({ filter: filters }))
/** Whether a worker takes the run at once; otherwise a later command does. */
const isWorkedOn = fc.boolean()
const transferring = fc
  .record({ action: fc.constantFrom('MOVE' as const, 'COPY' as const), from: list, to: list, selected, isWorkedOn })
  .map(transfer)
const deleting = fc.record({ list, of, selected, isRun: fc.boolean(), isWorkedOn }).map(remove)
const counting = fc.record({ list, of, filter: filters }).map(count)
const exporting = fc.record({ list, of, filter: filters }).map(exportList)

/** What can happen to many leads of a list at once. Repeated entries are more likely to be chosen. */
export const bulkCommands: readonly fc.Arbitrary<LedgerCommand>[] = [
  ...[transferring, transferring, transferring, deleting, deleting, counting, exporting],
]

/** Leads by number, or a filter. */
type Selected = { leads: number[] } | { filter: FilterInput }

function transfer(input: {
  action: 'MOVE' | 'COPY'
  from: number
  to: number
  selected: Selected
  isWorkedOn: boolean
}): LedgerCommand {
  return command('transfer', input, async (model, user) => {
    const [from, to] = [listAt(model, user, input.from), listAt(model, user, input.to)]
    if (from === null || to === null || from.list === to.list) return
    const selection = selectionOf(model, from.list, 'PEOPLE', input.selected)
    const accepted = model.acceptBulk(input.action, from.list, to.list, selection)
    if (accepted === null) return
    const runId = await user.transfer(input.action, from.listId, to.listId, selection)
    user.calls.push({ runId, call: null })
    if (input.isWorkedOn) await workOn(model, user, { run: accepted, runId })
  })
}

/** Deletes leads at once or, as if there were more than a call deletes, in a run. */
function remove(input: {
  list: number
  of: Selection['of']
  selected: Selected
  isRun: boolean
  isWorkedOn: boolean
}): LedgerCommand {
  return command('delete', input, async (model, user) => {
    const found = listAt(model, user, input.list)
    if (found === null) return
    const selection = selectionOf(model, found.list, input.of, input.selected)
    if ('leads' in selection && selection.leads.length === 0) return
    const run = input.isRun ? model.acceptBulk('DELETE', found.list, found.list, selection) : null
    const { deleted, runId } = await user.remove(found.listId, selection, input.isRun ? { maxAtOnce: 0 } : {})
    const removed = run === null ? removeLeads(model, selectedOf(model, found.list, selection)) : 0
    same([deleted, runId !== null], [removed, run !== null])
    if (run === null || runId === null) return
    user.calls.push({ runId, call: null })
    if (input.isWorkedOn) await workOn(model, user, { run, runId })
  })
}

function count(input: { list: number; of: Selection['of']; filter: FilterInput }): LedgerCommand {
  return command('count', input, async (model, user) => {
    const found = listAt(model, user, input.list)
    if (found === null) return
    const selection = selectionOf(model, found.list, input.of, input)
    const { deleted } = await user.remove(found.listId, selection, { dryRun: true })
    same(deleted, selectedOf(model, found.list, selection).length)
  })
}

function exportList(input: { list: number; of: Selection['of']; filter: FilterInput }): LedgerCommand {
  return command('export', input, async (model, user) => {
    const found = listAt(model, user, input.list)
    if (found === null) return
    const filter = filterOf(model, found.list, input.of, input.filter)
    const exported = await user.export(found.listId, input.of, filter)
    same(exported, selectedOf(model, found.list, { of: input.of, filter }).map(idOf))
    found.list.exportedAt = model.now
  })
}

function selectionOf(model: LedgerModel, from: ModelList, of: Selection['of'], selected: Selected): Selection {
  return 'filter' in selected
    ? { of, filter: filterOf(model, from, of, selected.filter) }
    : { of, leads: namedOf(model, from, of, selected.leads) }
}

function filterOf(
  model: LedgerModel,
  from: ModelList,
  of: Selection['of'],
  { run, leads: named, ...filter }: FilterInput,
): ModelFilter {
  return {
    ...filter,
    // Later there are more runs.
    ...(run !== undefined && { run: run % model.runs.length }),
    ...(named && { among: namedOf(model, from, of, named) }),
  }
}

function namedOf(
  { leads: people, companies }: LedgerModel,
  from: ModelList,
  of: Selection['of'],
  numbers: readonly number[],
) {
  return of === 'PEOPLE' ? leadsOf(people, from, numbers) : leadsOf(companies, from, numbers)
}
