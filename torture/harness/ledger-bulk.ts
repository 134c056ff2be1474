import { companyIn, holderIn, type ModelLead, type ModelList } from './ledger-lists.ts'
import type { LedgerModel, ModelRun } from './ledger-model.ts'

/** What a bulk change does. */
export type BulkAction = 'MOVE' | 'COPY'

/** The leads that a bulk change takes: these, or those with a title, or all. */
export type Selection = { readonly leads: readonly ModelLead[] } | { readonly title: string | null }

/** Whether a selection takes a lead of its list. */
function isSelected(selection: Selection, lead: ModelLead): boolean {
  if ('leads' in selection) return selection.leads.includes(lead)
  return selection.title === null || lead.title === selection.title
}

/** Returns how many leads of a list a bulk change takes, and the place behind the last of them. */
export function measureBulk({ leads }: LedgerModel, from: ModelList, selection: Selection) {
  const taken = leads.filter((lead) => lead.list === from && isSelected(selection, lead))
  const last = taken.at(-1)
  return { total: taken.length, end: last === undefined ? 0 : leads.indexOf(last) + 1 }
}

/** Moves or copies the next page of leads, and returns whether it was the last one. */
export function advanceBulk(model: LedgerModel, run: ModelRun): boolean {
  const { bulk, list, counts } = run
  if (bulk === null) throw new Error('The run is no bulk change.')
  const { action, from, selection, end } = bulk
  const isTaken = (lead: ModelLead, at: number) =>
    at >= run.position &&
    at < end &&
    lead.list === from &&
    isSelected(selection, lead) &&
    ('leads' in selection || lead.editedAt === null || lead.editedAt <= run.createdAt)
  const page = model.leads.filter(isTaken).slice(0, model.pageSize)
  for (const lead of page) {
    run.position = model.leads.indexOf(lead) + 1
    const known = holderIn(model.leads, list, lead.key)
    const domain = lead.company?.domain ?? lead.domain
    if (action === 'COPY') from.exportedAt = model.now
    if (known !== undefined) {
      counts.merged += 1
      run.mergedInto.add(known)
      const gainsTitle = known.title === null && lead.title !== null
      const gainsEmails = lead.hasOtherEmails && !known.hasOtherEmails
      if (gainsTitle || gainsEmails) counts.updated += 1
      known.title ??= lead.title
      known.hasOtherEmails ||= lead.hasOtherEmails
      const company = companyIn(list, domain, run)
      if (known.company === null && known.domain === lead.domain) known.company = company
      if (action === 'MOVE') lead.list = null
      continue
    }
    const company = companyIn(list, domain, run)
    if (action === 'MOVE') {
      counts.moved += 1
      Object.assign(lead, { list, company, editedAt: model.now })
    } else {
      counts.copied += 1
      model.leads.push({ ...lead, list, run, company, addedAt: model.now, editedAt: null, id: null })
    }
  }
  run.total = Math.max(run.total, counts.merged + counts.moved + counts.copied)
  return page.length < model.pageSize
}
