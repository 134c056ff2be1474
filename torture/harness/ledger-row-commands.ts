import fc from 'fast-check'
import { InvalidInputError } from '../../src/errors.ts'
import { DuplicateLeadError } from '../../src/imports/edit/errors.ts'
import { mergeLeads } from '../../src/imports/edit/merge-leads.ts'
import { updateCompany } from '../../src/imports/edit/update-company.ts'
import { updateLead } from '../../src/imports/edit/update-lead.ts'
import { RunNotUndoableError } from '../../src/imports/errors.ts'
import type { PoolFault } from './failing-pool.ts'
import { bulkCommands } from './ledger-bulk-commands.ts'
import {
  chosen,
  command,
  faultWithin,
  type LedgerCommand,
  leadAt,
  leadsOf,
  listAt,
  refusalOf,
  same,
} from './ledger-command.ts'
import { companyDomain, companyIn, domainOf, emailOf, holderIn, idOf, isAlive } from './ledger-lists.ts'
import { isOver, type LedgerModel, type ModelRun } from './ledger-model.ts'
import type { LedgerUser } from './ledger-real.ts'
import { advanceUndo, beginUndo } from './ledger-undo.ts'

const lead = fc.nat(40)
const run = fc.nat(5)
const newTitle = fc.option(fc.constantFrom('Boss', 'Clerk', ''))
const editing = fc.record({ lead, person: fc.option(fc.nat(14)), title: newTitle }).map(edit)
const editingCompany = fc
  .record({
    company: fc.nat(20),
    domain: fc.option(
      fc.oneof({ weight: 6, arbitrary: fc.nat(6) }, { weight: 1, arbitrary: fc.constant('none' as const) }),
    ),
    industry: newTitle,
  })
  .map(editCompany)
const merging = fc.record({ keep: lead, leads: fc.array(lead, { minLength: 1, maxLength: 5 }) }).map(merge)
const enriching = fc.record({ list: fc.nat(3), person: fc.nat(3) }).map(enrich)
const undoing = fc.record({ run, fault: fc.option(faultWithin(20)) }).map(undo)

/** Everything that can happen to leads after an import. Repeated entries are more likely to be chosen. */
export const rowCommands: fc.Arbitrary<LedgerCommand>[] = [
  ...[editing, editingCompany, merging, enriching, undoing, undoing],
  ...bulkCommands,
]

function edit(input: { lead: number; person: number | null; title: string | null }): LedgerCommand {
  return command('edit', input, async (model, user) => {
    const edited = leadAt(model.leads, input.lead)
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
    const keep = leadAt(model.leads, input.keep)
    if (keep === null || !isAlive(keep)) return
    const others = leadsOf(model.leads, keep.list, input.leads).filter((other) => other !== keep)
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

/** Changes a company; without a domain nothing would identify it. */
function editCompany(input: {
  company: number
  domain: number | 'none' | null
  industry: string | null
}): LedgerCommand {
  return command('edit company', input, async (model, user) => {
    const edited = leadAt(model.companies, input.company)
    if (edited === null || !isAlive(edited)) return
    const { domain, industry } = input
    const wanted = typeof domain === 'number' ? companyDomain(domain) : null
    const set = { ...(wanted === null ? {} : { domain: wanted }), ...(industry ? { industry } : {}) }
    const clear = [...(domain === 'none' ? ['domain'] : []), ...(industry === '' ? ['industry'] : [])]
    if (Object.keys(set).length + clear.length === 0) return
    const updating = () => updateCompany(user.product.pool, user.id, { companyId: idOf(edited), set, clear })
    if (domain === 'none') return same((await refusalOf(updating())) instanceof InvalidInputError, true)
    const holder = wanted === null ? undefined : companyIn(model.companies, edited.list, wanted)
    if (holder !== undefined && holder !== edited)
      return same((await refusalOf(updating())) instanceof DuplicateLeadError, true)
    await updating()
    const next = { domain: wanted ?? edited.domain, industry: industry === null ? edited.industry : industry || null }
    if (next.domain === edited.domain && next.industry === edited.industry) return
    Object.assign(edited, next, { editedAt: model.now })
  })
}

function enrich(input: { list: number; person: number }): LedgerCommand {
  return command('enrich', input, async (model, user) => {
    const found = listAt(model, user, input.list)
    if (found === null) return
    const domain = domainOf(input.person)
    await user.enrich(found.listId, domain)
    const company = companyIn(model.companies, found.list, domain)
    if (company !== undefined) company.enrichedAt = model.now
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
