import { type ModelFilter, selects } from './ledger-filters.ts'
import { holderIn, type ModelCompany, type ModelLead, type ModelList, removeCompanies } from './ledger-lists.ts'
import type { LedgerModel, ModelRun } from './ledger-model.ts'
import { employerIn } from './ledger-verdicts.ts'

/** What a bulk change does. */
export type BulkAction = 'MOVE' | 'COPY' | 'DELETE'

/** What a bulk change takes: people or companies, these or those that a filter selects. */
export type Selection = {
  readonly of: 'PEOPLE' | 'COMPANIES'
} & ({ readonly leads: readonly (ModelLead | ModelCompany)[] } | { readonly filter: ModelFilter })

function candidatesOf({ leads, companies }: LedgerModel, { of }: Selection): (ModelLead | ModelCompany)[] {
  return of === 'PEOPLE' ? leads : companies
}

/** Returns the leads of a list that a selection takes. */
export function selectedOf(model: LedgerModel, from: ModelList, selection: Selection): (ModelLead | ModelCompany)[] {
  return candidatesOf(model, selection).filter((lead) => lead.list === from && isSelected(model, selection, lead))
}

function isSelected({ runs }: LedgerModel, selection: Selection, lead: ModelLead | ModelCompany): boolean {
  return 'leads' in selection ? selection.leads.includes(lead) : selects(selection.filter, lead, runs)
}

/** Returns how many leads of a list a bulk change takes, and the place behind the last of them. */
export function measureBulk(model: LedgerModel, from: ModelList, selection: Selection) {
  const taken = selectedOf(model, from, selection)
  const last = taken.at(-1)
  return { total: taken.length, end: last === undefined ? 0 : candidatesOf(model, selection).indexOf(last) + 1 }
}

/** Moves, copies or deletes the next page of leads, and returns whether it was the last one. */
export function advanceBulk(model: LedgerModel, run: ModelRun): boolean {
  const { bulk, counts } = run
  if (bulk === null) throw new Error('The run is no bulk change.')
  const { action, from, selection, end } = bulk
  const candidates = candidatesOf(model, selection)
  const isTaken = (lead: ModelLead | ModelCompany, at: number) =>
    at >= run.position &&
    at < end &&
    lead.list === from &&
    isSelected(model, selection, lead) &&
    ('leads' in selection || lead.editedAt === null || lead.editedAt <= run.createdAt)
  const page = candidates.filter(isTaken).slice(0, model.pageSize)
  const [last] = page.slice(-1)
  if (last !== undefined) run.position = candidates.indexOf(last) + 1
  if (action === 'DELETE') counts.deleted += removeLeads(model, page)
  else for (const lead of page) if ('key' in lead) transferLead(model, run, { action, from, lead })
  run.total = Math.max(run.total, doneBy(run))
  return page.length < model.pageSize
}

/** Returns how many leads a bulk change has taken. */
export function doneBy({ counts: { merged, moved, copied, deleted } }: ModelRun): number {
  return merged + moved + copied + deleted
}

/** Removes people or companies, and returns their number. */
export function removeLeads({ leads }: LedgerModel, removed: readonly (ModelLead | ModelCompany)[]): number {
  removeCompanies(
    leads,
    removed.filter((lead): lead is ModelCompany => !('key' in lead)),
  )
  for (const lead of removed) lead.list = null
  return removed.length
}

function transferLead(
  model: LedgerModel,
  run: ModelRun,
  { action, from, lead }: { action: 'MOVE' | 'COPY'; from: ModelList; lead: ModelLead },
): void {
  const { list, counts } = run
  const known = holderIn(model.leads, list, lead.key)
  if (action === 'COPY') from.exportedAt = model.now
  const { domain, industry, enrichedAt } = lead.company ?? { domain: lead.domain, industry: null, enrichedAt: null }
  const company = employerIn(model, run, { domain, industry, enrichedAt, source: lead.source })
  if (known !== undefined) {
    counts.merged += 1
    run.mergedInto.add(known)
    const gainsTitle = known.title === null && lead.title !== null
    const gainsEmails = lead.hasOtherEmails && !known.hasOtherEmails
    if (gainsTitle || gainsEmails) counts.updated += 1
    known.title ??= lead.title
    known.hasOtherEmails ||= lead.hasOtherEmails
    if (known.company === null && known.domain === lead.domain) known.company = company
    if (action === 'MOVE') lead.list = null
  } else if (action === 'MOVE') {
    counts.moved += 1
    Object.assign(lead, { list, company, editedAt: model.now })
  } else {
    counts.copied += 1
    model.leads.push({ ...lead, list, run, company, addedAt: model.now, editedAt: null, id: null })
  }
}
