import { type ModelCompany, type ModelLead, removeCompanies } from './ledger-lists.ts'
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
  const page = nextOf(model, model.leads, run, undo)
  const goes = page.filter((lead) => isUntouched(lead, run) && !isMergedInto(model, lead, run))
  refund(model, undo, goes.filter((lead) => isRefundable(lead, run)).length)
  for (const lead of goes) lead.list = null
  undo.removed += goes.length
  return page.length === model.pageSize
}

/** Removes the next companies that nobody else uses, and returns whether the page was full. */
function undoCompanies(model: LedgerModel, run: ModelRun, undo: ModelUndo): boolean {
  const page = nextOf(model, model.companies, run, undo)
  const goes = page.filter(
    (company) => company.editedAt === null && !isMergedInto(model, company, run) && !isUsed(model, company, run),
  )
  if (run.of === 'COMPANIES') {
    refund(model, undo, goes.filter((company) => isRefundableCompany(company, run)).length)
    undo.removed += goes.length
  } else undo.companiesRemoved += goes.length
  removeCompanies(model.leads, goes)
  return page.length === model.pageSize
}

function nextOf<L extends ModelLead | ModelCompany>(
  { pageSize }: LedgerModel,
  all: readonly L[],
  run: ModelRun,
  undo: ModelUndo,
): L[] {
  const isNext = (lead: L, at: number) => at >= undo.position && lead.run === run && lead.list !== null
  const page = all.filter(isNext).slice(0, pageSize)
  for (const lead of page) undo.position = all.indexOf(lead) + 1
  return page
}

function refund(model: LedgerModel, undo: ModelUndo, credits: number): void {
  undo.refunded += credits
  model.balance += credits
}

/** Whether a person who stays works at a company. */
function isUsed(model: LedgerModel, company: ModelCompany, run: ModelRun): boolean {
  const stays = (lead: ModelLead) => lead.run !== run || !isUntouched(lead, run) || isMergedInto(model, lead, run)
  return model.leads.some((lead) => lead.list !== null && lead.company === company && stays(lead))
}

function isUntouched(lead: ModelLead, run: ModelRun): boolean {
  return lead.list === run.list && lead.editedAt === null
}

/** Whether another run of the list, which is not undone, has merged a row into a lead. */
function isMergedInto({ runs }: LedgerModel, lead: ModelLead | ModelCompany, run: ModelRun): boolean {
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

/** Whether a company was neither exported since it was added, nor enriched since the run. */
function isRefundableCompany({ list, addedAt, enrichedAt }: ModelCompany, run: ModelRun): boolean {
  if (list === null || (list.exportedAt !== null && list.exportedAt >= addedAt)) return false
  return enrichedAt === null || enrichedAt <= run.createdAt
}
