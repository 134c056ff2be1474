import fc from 'fast-check'
import { DuplicateLeadError } from '../../src/imports/edit/errors.ts'
import { mergeLeads } from '../../src/imports/edit/merge-leads.ts'
import { updateLead } from '../../src/imports/edit/update-lead.ts'
import { RunNotUndoableError } from '../../src/imports/errors.ts'
import type { PoolFault } from './failing-pool.ts'
import type { BulkAction, Selection } from './ledger-bulk.ts'
import { chosen, command, faultWithin, type LedgerCommand, leadAt, refusalOf, same, title } from './ledger-command.ts'
import { holderIn, isAlive, type ModelLead, type ModelList } from './ledger-lists.ts'
import { domainOf, isOver, type LedgerModel, type ModelRun } from './ledger-model.ts'
import { emailOf, idOf, type LedgerUser } from './ledger-real.ts'
import { advanceUndo, beginUndo } from './ledger-undo.ts'

const lead = fc.nat(40)
const list = fc.nat(3)
const run = fc.nat(5)
const leads = fc.array(lead, { minLength: 1, maxLength: 5 })
const selection = fc.oneof(fc.record({ leads }), fc.record({ title }))
const transferring = fc
  .record({ action: fc.constantFrom('MOVE' as const, 'COPY' as const), from: list, to: list, selection })
  .map(transfer)
const undoing = fc.record({ run, fault: fc.option(faultWithin(20)) }).map(undo)

/** Everything that can happen to leads after an import. Repeated entries are more likely to be chosen. */
export const rowCommands: fc.Arbitrary<LedgerCommand>[] = [
  fc.record({ lead, person: fc.option(fc.nat(14)), title: fc.option(fc.constantFrom('Boss', 'Clerk', '')) }).map(edit),
  fc.record({ keep: lead, leads }).map(merge),
  fc.record({ list, leads }).map(remove),
  ...[transferring, transferring, transferring],
  fc.record({ list }).map(exportList),
  fc.record({ list, person: fc.nat(3) }).map(enrich),
  ...[undoing, undoing],
]

function edit(input: { lead: number; person: number | null; title: string | null }): LedgerCommand {
  return command('edit', input, async (model, user) => {
    const edited = leadAt(model, input.lead)
    if (edited === null || !isAlive(edited)) return
    const { person } = input
    const set = {
      ...(person === null ? {} : { email: emailOf(person) }),
      ...(input.title ? { title: input.title } : {}),
    }
    const change = { rowId: idOf(edited), set, clear: input.title === '' ? ['title'] : [] }
    if (Object.keys(set).length + change.clear.length === 0) return
    const isTaken = person !== null && person !== edited.key && holderIn(model.leads, edited.list, person) !== undefined
    if (isTaken) {
      const refusal = await refusalOf(updateLead(user.product.pool, user.id, change))
      return same(refusal instanceof DuplicateLeadError, true)
    }
    await updateLead(user.product.pool, user.id, change)
    const next = {
      key: person ?? edited.key,
      title: input.title === null ? edited.title : input.title || null,
    }
    if (next.key === edited.key && next.title === edited.title) return
    Object.assign(edited, next, { editedAt: model.now })
  })
}

function merge(input: { keep: number; leads: number[] }): LedgerCommand {
  return command('merge', input, async (model, user) => {
    const keep = leadAt(model, input.keep)
    if (keep === null || !isAlive(keep)) return
    const others = leadsOf(model, keep.list, input.leads).filter((other) => other !== keep)
    if (others.length === 0) return
    await mergeLeads(user.product.pool, user.id, { keepRowId: idOf(keep), rowIds: others.map(idOf) })
    for (const other of others) {
      keep.title ??= other.title
      keep.hasOtherEmails = true
      if (keep.domain === other.domain) keep.company ??= other.company
      other.list = null
    }
    keep.editedAt = model.now
  })
}

function remove(input: { list: number; leads: number[] }): LedgerCommand {
  return command('delete', input, async (model, user) => {
    const found = listAt(model, user, input.list)
    const gone = found === null ? [] : leadsOf(model, found.list, input.leads)
    if (found === null || gone.length === 0) return
    same(await user.remove(found.listId, gone), gone.length)
    for (const one of gone) one.list = null
  })
}

type SelectionInput = { leads: number[] } | { title: string | null }

function transfer(input: { action: BulkAction; from: number; to: number; selection: SelectionInput }): LedgerCommand {
  return command('transfer', input, async (model, user) => {
    const [from, to] = [listAt(model, user, input.from), listAt(model, user, input.to)]
    if (from === null || to === null || from.list === to.list) return
    const { selection: given } = input
    const selection: Selection = 'leads' in given ? { leads: leadsOf(model, from.list, given.leads) } : given
    const accepted = model.acceptBulk(input.action, from.list, to.list, selection)
    if (accepted === null) return
    user.calls.push({ runId: await user.transfer(input.action, from.listId, to.listId, selection), call: null })
  })
}

function exportList(input: { list: number }): LedgerCommand {
  return command('export', input, async (model, user) => {
    const found = listAt(model, user, input.list)
    if (found === null) return
    same(await user.export(found.listId), model.leads.filter((one) => one.list === found.list).length)
    found.list.exportedAt = model.now
  })
}

function enrich(input: { list: number; person: number }): LedgerCommand {
  return command('enrich', input, async (model, user) => {
    const found = listAt(model, user, input.list)
    if (found === null) return
    const domain = domainOf(input.person)
    await user.enrich(found.listId, domain)
    for (const company of found.list.companies) if (company.domain === domain) company.enrichedAt = model.now
  })
}

/** Undoes a run, or continues to; after a fault, a later command continues. */
function undo(input: { run: number; fault: PoolFault | null }): LedgerCommand {
  return command(
    'undo',
    input,
    async (model, user) => {
      const { run: undone, runId } = chosen(model, user, input.run, isUndoable)
      if (!isOver(undone) || undone.bulk !== null) {
        same((await refusalOf(user.undo(runId))) instanceof RunNotUndoableError, true)
        return
      }
      const step = async (pool = user.product.pool) => {
        await user.undo(runId, pool)
        await user.workOnUndo(runId, pool)
      }
      if (input.fault === null) await step()
      else await user.runWithFault(input.fault, step)
      await follow(model, user, { undone, runId, isComplete: input.fault === null })
    },
    true,
  )
}

function isUndoable(run: ModelRun): boolean {
  return isOver(run) && run.bulk === null && run.undo?.phase !== 'over'
}

async function follow(
  model: LedgerModel,
  user: LedgerUser,
  { undone, runId, isComplete }: { undone: ModelRun; runId: string; isComplete: boolean },
): Promise<void> {
  const stored = await user.undoOf(runId)
  if (stored.pages > 0) advanceUndo(model, undone, stored.pages)
  else if (isComplete) beginUndo(undone)
  if (stored.isOver !== (undone.undo?.phase === 'over'))
    throw new Error(`The undo is ${stored.isOver ? '' : 'not '}over.`)
  if (isComplete && !stored.isOver) throw new Error('The undo has stopped before its end.')
}

function listAt({ lists }: LedgerModel, { listIds }: LedgerUser, number: number) {
  const [found, listId] = [lists[number % lists.length], listIds[number % lists.length]]
  return found === undefined || listId === undefined ? null : { list: found, listId }
}

/** Returns the leads of a list by number, each once, in the order in which they were added. */
function leadsOf(model: LedgerModel, of: ModelList, numbers: readonly number[]): ModelLead[] {
  const all = model.leads.filter((one) => one.list === of)
  const named = new Set(numbers.map((number) => all[number % all.length]))
  return all.filter((one) => named.has(one))
}
