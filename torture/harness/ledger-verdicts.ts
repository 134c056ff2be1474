import {
  blockedPerson,
  companyDomain,
  companyIn,
  domainOf,
  holderIn,
  isAlive,
  isBlocked,
  type ModelCompany,
  type ModelLead,
  type ModelList,
} from './ledger-lists.ts'
import type { Counts, LedgerModel, ModelRun, PersonRow, Row } from './ledger-model.ts'

type Verdict = Exclude<keyof Counts, 'updated' | 'companiesCreated' | 'moved' | 'copied' | 'deleted'>

/** Gives the next row of a run its verdict: adds a lead, which is charged, or changes the one that it matches. */
export function takeRow(model: LedgerModel, run: ModelRun, row: Row): void {
  if ('company' in row) takeCompany(model, run, row)
  else takePerson(model, run, row)
}

function takePerson(model: LedgerModel, run: ModelRun, row: PersonRow): void {
  const { list, policy } = run
  const { person } = row
  const named = namedBy(run, row.names)
  const known = named ?? (person === 'unidentified' ? undefined : holderIn(model.leads, list, person))
  const verdict = verdictOf(run, {
    isIdentified: person !== 'unidentified',
    isBlocked: person === blockedPerson,
    isElsewhere: () => model.leads.some((lead) => isAlive(lead) && lead.key === person),
    ...{ named, known },
  })
  if (verdict === 'merged' && known !== undefined && policy.rows !== 'CREATE_ONLY') updatePerson(model, run, known, row)
  if (verdict !== 'imported' || person === 'unidentified') return
  const domain = domainOf(person)
  const source = sourceOf(run)
  const company = employerIn(model, run, { domain, industry: null, enrichedAt: null, source })
  const values = { key: person, title: row.title, domain, list, run, source, company }
  model.leads.push({ ...values, hasOtherEmails: false, addedAt: model.now, editedAt: null, id: null })
  charge(model)
}

function takeCompany(model: LedgerModel, run: ModelRun, row: Exclude<Row, PersonRow>): void {
  const { list, policy, counts } = run
  const domain = row.company === 'unidentified' ? null : companyDomain(row.company)
  const named = namedBy(run, row.names)
  const known = named ?? (domain === null ? undefined : companyIn(model.companies, list, domain))
  const verdict = verdictOf(run, {
    isIdentified: domain !== null,
    isBlocked: domain !== null && isBlocked(domain),
    // Only companies that were imported as leads are another list's.
    isElsewhere: () => model.companies.some((each) => isAlive(each) && each.isLead && each.domain === domain),
    ...{ named, known },
  })
  if (verdict === 'merged' && known !== undefined && policy.rows !== 'CREATE_ONLY') {
    let gained = false
    if (takesValue(run, known.industry, row.title)) {
      known.industry = row.title
      gained = true
    }
    const isFree = domain !== null && companyIn(model.companies, list, domain) === undefined
    if (domain !== null && policy.values === 'OVERWRITE' && isFree) {
      known.domain = domain
      gained = true
    }
    if (gained) counts.updated += 1
  }
  if (verdict !== 'imported' || domain === null) return
  addCompany(model, run, { domain, industry: row.title, enrichedAt: null, source: sourceOf(run), isLead: true })
  charge(model)
}

function namedBy<L extends ModelLead | ModelCompany>(
  { policy }: ModelRun,
  names: L | null,
): (L & { list: ModelList }) | null {
  return policy.usesRowIds && names !== null && isAlive(names) ? names : null
}

interface Facts {
  readonly isIdentified: boolean
  readonly isBlocked: boolean
  readonly isElsewhere: () => boolean
  /** The lead whose id the row has. */
  readonly named: ModelLead | ModelCompany | null
  /** The lead of the list that the row matches. */
  readonly known: ModelLead | ModelCompany | undefined
}

/** Counts the verdict of a row. */
function verdictOf(run: ModelRun, facts: Facts): Verdict {
  const verdict = decide(run, facts)
  run.counts[verdict] += 1
  if (verdict === 'merged' && facts.known !== undefined) run.mergedInto.add(facts.known)
  return verdict
}

function decide({ list, skips, policy, counts, reserved }: ModelRun, facts: Facts): Verdict {
  const { isIdentified, isBlocked, isElsewhere, named, known } = facts
  if (named !== null && named.list !== list) return 'invalid'
  if (!isIdentified && named === null) return 'invalid'
  if (skips && isBlocked) return 'blocked'
  if (known !== undefined) return 'merged'
  if (policy.rows === 'UPDATE_ONLY') return 'noMatch'
  if (skips && isElsewhere()) return 'crossListSkipped'
  return counts.imported < reserved ? 'imported' : 'unaffordable'
}

/** Fills or replaces values; a key that another lead of the list has stays theirs. */
function updatePerson(model: LedgerModel, run: ModelRun, lead: ModelLead, { person, title }: PersonRow): void {
  const replaces = run.policy.values === 'OVERWRITE'
  let gained = false
  if (takesValue(run, lead.title, title)) {
    lead.title = title
    gained = true
  }
  if (person === 'unidentified') {
    if (gained) run.counts.updated += 1
    return
  }
  const domain = domainOf(person)
  const hasOtherDomain = lead.domain !== domain
  if (replaces && lead.key !== person && holderIn(model.leads, run.list, person) === undefined) {
    lead.key = person
    gained = true
  }
  if (replaces && hasOtherDomain) {
    lead.domain = domain
    gained = true
  }
  if (gained) run.counts.updated += 1
  const company = employerIn(model, run, { domain, industry: null, enrichedAt: null, source: sourceOf(run) })
  if (lead.company === null ? lead.domain === domain : hasOtherDomain && replaces) lead.company = company
}

/** Whether a row's title or industry becomes that of the lead. */
function takesValue({ policy }: ModelRun, stored: string | null, given: string | null): boolean {
  if (given === null || given === stored) return false
  return stored === null || (policy.title ?? policy.values) === 'OVERWRITE'
}

type Employer = Pick<ModelCompany, 'domain' | 'industry' | 'enrichedAt' | 'source'>

/** Returns the company of a domain in the run's list, with its empty industry filled; creates it if there is none. */
export function employerIn(model: LedgerModel, run: ModelRun, employer: Employer): ModelCompany {
  const known = companyIn(model.companies, run.list, employer.domain)
  if (known !== undefined) {
    known.industry ??= employer.industry
    return known
  }
  run.counts.companiesCreated += 1
  return addCompany(model, run, { ...employer, isLead: false })
}

function addCompany(model: LedgerModel, run: ModelRun, values: Employer & { isLead: boolean }): ModelCompany {
  const company = { ...values, list: run.list, run, addedAt: model.now, editedAt: null, id: null }
  model.companies.push(company)
  return company
}

function charge(model: LedgerModel): void {
  model.balance -= 1
  model.reserved -= 1
}

function sourceOf({ policy: { byCall } }: ModelRun): 'CSV' | 'API' {
  return byCall ? 'API' : 'CSV'
}
