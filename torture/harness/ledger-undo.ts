import type { ModelCompany, ModelLead } from './ledger-lists.ts'
import type { LedgerModel, ModelRun, ModelUndo } from './ledger-model.ts'

/** Begins the undo of a run. */
export function beginUndo(run: ModelRun): ModelUndo {
  run.undo = { phase: 'people', position: 0, pages: 0, removed: 0, companiesRemoved: 0, refunded: 0 }
  return run.undo
}

/** Undoes pages of a run up to `pages`. */
export function advanceUndo(model: LedgerModel, run: ModelRun, pages: number): void {
  const undo = run.undo ?? beginUndo(run)
  while (undo.pages < pages && undo.phase !== 'over') {
    undo.pages += 1
    const isFull = undo.phase === 'people' ? undoPeople(model, run, undo) : undoCompanies(model, run, undo)
    if (isFull) continue
    undo.phase = undo.phase === 'people' ? 'companies' : 'over'
    undo.position = 0
  }
}

/** Removes the next people, and returns whether the page was full. */
function undoPeople(model: LedgerModel, run: ModelRun, undo: ModelUndo): boolean {
  const isNext = (lead: ModelLead, at: number) => at >= undo.position && lead.run === run && lead.list !== null
  const page = model.leads.filter(isNext).slice(0, model.pageSize)
  const goes = page.filter((lead) => isUntouched(lead, run) && !isMergedInto(model, lead, run))
  for (const lead of page) undo.position = model.leads.indexOf(lead) + 1
  const refunded = goes.filter((lead) => isRefundable(lead, run)).length
  for (const lead of goes) lead.list = null
  undo.removed += goes.length
  undo.refunded += refunded
  model.balance += refunded
  return page.length === model.pageSize
}

/** Removes the next companies without people, and returns whether the page was full. */
function undoCompanies(model: LedgerModel, run: ModelRun, undo: ModelUndo): boolean {
  const all = model.lists.flatMap((list) => list.companies).filter((company) => company.run === run)
  const page = all.slice(undo.position, undo.position + model.pageSize)
  const isUsed = (company: ModelCompany) =>
    model.leads.some(
      (lead) =>
        lead.list !== null &&
        lead.company === company &&
        (lead.run !== run || !isUntouched(lead, run) || isMergedInto(model, lead, run)),
    )
  const goes = page.filter((company) => !isUsed(company))
  for (const lead of model.leads) if (lead.company !== null && goes.includes(lead.company)) lead.company = null
  run.list.companies = run.list.companies.filter((company) => !goes.includes(company))
  // Those that are gone are no longer counted.
  undo.position += page.length - goes.length
  undo.companiesRemoved += goes.length
  return page.length === model.pageSize
}

function isUntouched(lead: ModelLead, run: ModelRun): boolean {
  return lead.list === run.list && lead.editedAt === null
}

/** Whether another run of the list, which is not undone, has merged a row into a lead. */
function isMergedInto({ runs }: LedgerModel, lead: ModelLead, run: ModelRun): boolean {
  return runs.some(
    (other) => other !== run && other.list === run.list && other.undo?.phase !== 'over' && other.mergedInto.has(lead),
  )
}

/** Whether a lead was neither exported nor copied since it was added, and its company not enriched since the run. */
function isRefundable({ list, addedAt, company }: ModelLead, run: ModelRun): boolean {
  if (list === null || (list.exportedAt !== null && list.exportedAt >= addedAt)) return false
  const enrichedAt = company?.enrichedAt ?? null
  return enrichedAt === null || (enrichedAt <= run.createdAt && company?.run !== run)
}
