import { type CompanyKeys, isOtherCompany, type PersonFields, type PersonKeys } from '../leads/identity.ts'
import type { Company, Lead, Person } from '../leads/mapping.ts'
import type { BlockMatch } from './block-match.ts'
import { type Decision, emptyDecision, type New, type Outcome } from './decision.ts'
import { findEmployer } from './employer.ts'
import type { ExistingCompanies, ExistingCompany } from './existing-companies.ts'
import type { ExistingPeople, ExistingPerson } from './existing-people.ts'
import { findPerson, type Match, type PersonSource } from './match.ts'
import type { MatchPolicy } from './policy.ts'

/** A person in another list of the owner who can match a row of the page. */
export interface OtherListPerson {
  id: number
  order: number
  listId: string
}

/** A company imported as a lead into another list of the owner. */
export interface OtherListCompany {
  id: number
  listId: string
}

/** All that a page's verdicts depend on; `decidePage` changes the existing people and companies. */
export interface PageState {
  people: ExistingPeople
  companies: ExistingCompanies
  otherPeople: PersonSource<OtherListPerson>
  otherCompanies: (keys: CompanyKeys) => Match<OtherListCompany> | undefined
  /** Whether the stored row that a lead names by its id belongs to another list. */
  isOfOtherList: (rowId: number) => boolean
  blockOf: (lead: Lead) => BlockMatch | undefined
  policy: MatchPolicy
  skipExistingCustomers: boolean
  /** Credits that remain reserved for the run: how many more leads it can import. */
  affordable: number
  /** Whether rows beyond `affordable` get no verdict instead of UNAFFORDABLE. */
  stopsAtCap: boolean
}

const noMatch =
  'No lead of the list matches this row, and the import only updates existing ones. To add it, import it with CREATE_AND_UPDATE.'

const rowOfOtherList = {
  code: 'ROW_OF_OTHER_LIST',
  reason:
    'The id belongs to a row of another list. Import the row into that list, or empty its id to match it by its other values.',
}

/** Sorts new rows after all stored ones, in file order. */
const newest = 2 ** 52

const sameAs: Record<string, string> = {
  SAME_LINKEDIN: 'the same LinkedIn profile',
  SAME_EMAIL: 'the same e-mail address',
  SAME_NAME_AND_COMPANY: 'the same name and company',
  SAME_NAME_AND_LOCATION: 'the same name and location',
  SAME_NAME: 'the same name',
  SAME_DOMAIN: 'the same domain',
  SAME_ROW_ID: 'this id',
}

/**
 * Decides the verdict of each row of a page, in file order. Has no side effect outside its arguments: new rows reuse the leads,
 * and merges write into these and into the existing people and companies.
 */
export function decidePage(leads: Lead[], state: PageState): Decision {
  const page = new Page(state)
  for (const lead of leads) {
    if (state.stopsAtCap && page.decision.counts.imported >= state.affordable) break
    page.take(lead)
  }
  return page.decision
}

class Page {
  readonly decision = emptyDecision()
  readonly #state: PageState

  constructor(state: PageState) {
    this.#state = state
  }

  take(lead: Lead): void {
    const { counts } = this.decision
    const problem = this.#problemOf(lead)
    if (problem !== null) {
      counts.invalid++
      this.#record(lead, 'INVALID', problem.code, problem.reason)
      return
    }
    const block = this.#state.skipExistingCustomers ? this.#state.blockOf(lead) : undefined
    if (block !== undefined) {
      counts.blocked++
      const { id, label, reasonCode } = block
      this.#record(lead, 'BLOCKED', reasonCode, `${label} is on your block list.`, { blockedCompanyId: id })
      return
    }
    if (lead.person === null) this.#takeCompany(lead)
    else this.#takePerson(lead, lead.person)
  }

  /** A row of this list that the source row names by its id identifies it, even if nothing else does. */
  #problemOf({ namedId, person, problem }: Lead): { code: string; reason: string } | null {
    const { policy, people, companies, isOfOtherList } = this.#state
    if (namedId === undefined || !policy.usesRowIds) return problem
    if (isOfOtherList(namedId)) return rowOfOtherList
    const isIdentified = (person === null ? companies.byId(namedId) : people.byId(namedId)) !== undefined
    return isIdentified && problem?.code === 'NOTHING_IDENTIFIES' ? null : problem
  }

  #byRowId<Found>({ namedId }: Lead, rows: { byId(id: number): Found | undefined }): Match<Found> | null {
    const found = namedId === undefined || !this.#state.policy.usesRowIds ? undefined : rows.byId(namedId)
    return found === undefined ? null : { found, reasonCode: 'SAME_ROW_ID' }
  }

  #takePerson(lead: Lead, given: Person): void {
    const { counts } = this.decision
    const { people, policy } = this.#state
    let person = given
    const known = this.#byRowId(lead, people) ?? people.find(person, policy)
    if (known !== null) {
      counts.merged++
      const alsoMatches = this.#takeOtherMatches(known.found, person)
      if (policy.rows !== 'CREATE_ONLY') this.#update(known.found, lead, person)
      if (known.found.changed && known.found.id !== null) this.decision.changedPeople.add(known.found)
      this.#record(lead, 'MERGED', known.reasonCode, merged(known.reasonCode), {
        person: known.found,
        alsoMatches,
      })
      return
    }
    if (this.#refuseNew(lead)) return
    const elsewhere = this.#state.skipExistingCustomers
      ? findPerson(person.keys, this.#state.otherPeople, policy)
      : null
    if (elsewhere !== null) {
      const { found, reasonCode } = elsewhere
      this.#recordCrossList(lead, reasonCode, { person: { id: found.id }, listId: found.listId })
      return
    }
    if (!this.#afford(lead)) return
    if (policy.isNarrowed) person = people.withoutTakenKeys(person)
    const added: New<ExistingPerson> = {
      id: lead.keptId ?? null,
      rowNumber: lead.rowNumber,
      order: lead.keptId ?? newest + lead.rowNumber,
      changed: false,
      companyId: null,
      company: null,
      ...person,
    }
    people.add(added)
    this.decision.newPeople.push(added)
    const company = this.#extractCompany(lead)
    if (company !== null) this.#link(added, company, person.keys)
  }

  #update(found: ExistingPerson, lead: Lead, person: Person): void {
    const employer = companyFieldsOf(found.fields)
    if (this.#state.people.fill(found, person, this.#state.policy.person)) this.decision.counts.updated++
    const company = this.#extractCompany(lead)
    if (company === null) return
    const isReplaced = employer.some((value, at) => value !== undefined && value !== companyFieldsOf(found.fields)[at])
    if (isReplaced) this.#linkAnew(found, company)
    else this.#link(found, company, person.keys)
  }

  /** Links a person whose company was replaced. */
  #linkAnew(person: ExistingPerson, company: ExistingCompany): void {
    const linkedId = person.company === null ? person.companyId : person.company.id
    // A simulation may have loaded the same company twice.
    if (person.company === company || (company.id !== null && company.id === linkedId)) return
    person.company = company
    person.changed = true
    this.decision.counts.companiesLinked++
  }

  /** Counts a row that matches no lead as such if the import only updates. */
  #refuseNew(lead: Lead): boolean {
    if (this.#state.policy.rows !== 'UPDATE_ONLY') return false
    this.decision.counts.noMatch++
    this.#record(lead, 'NO_MATCH', 'NO_MATCH', noMatch)
    return true
  }

  /** A row that matches two people can't join them, but shows that they may be one. */
  #takeOtherMatches(found: ExistingPerson, person: Person): ExistingPerson[] {
    const others = this.#state.people.findOthers(person, found, this.#state.policy)
    if (others.length > 0) this.decision.counts.alsoMatches++
    for (const { found: other, reasonCode } of others) {
      const [a, b] = other.order < found.order ? [other, found] : [found, other]
      this.decision.possibleDuplicates.push({ a, b, reasonCode })
    }
    return others.map(({ found: other }) => other)
  }

  #takeCompany(lead: Lead): void {
    const { company } = lead
    if (company === null) throw new Error('A lead without a problem has a person or a company.')
    const { counts } = this.decision
    const { companies, policy } = this.#state
    const known = this.#byRowId(lead, companies) ?? companies.find(company.keys, policy)
    if (known !== null) {
      counts.merged++
      if (this.#fillCompany(known.found, company)) counts.updated++
      this.#record(lead, 'MERGED', known.reasonCode, merged(known.reasonCode), { company: known.found })
      return
    }
    if (this.#refuseNew(lead)) return
    const elsewhere = this.#state.skipExistingCustomers ? this.#state.otherCompanies(company.keys) : undefined
    if (elsewhere !== undefined) {
      const { found, reasonCode } = elsewhere
      this.#recordCrossList(lead, reasonCode, { company: { id: found.id }, listId: found.listId })
      return
    }
    if (this.#afford(lead)) this.#addCompany(policy.isNarrowed ? companies.withoutTakenKeys(company) : company, lead)
  }

  /** Counts the row as imported, or as unaffordable if no credit is left for it. */
  #afford(lead: Lead): boolean {
    const { counts } = this.decision
    if (counts.imported < this.#state.affordable) {
      counts.imported++
      return true
    }
    counts.unaffordable++
    this.#record(
      lead,
      'UNAFFORDABLE',
      'OUT_OF_CREDITS',
      'No credits were left for this row. Add credits and import the file again: rows already in the list cost nothing.',
    )
    return false
  }

  /** Finds and fills, or creates, the company of a row that was imported or merged; null if the row names none. */
  #extractCompany(lead: Lead): ExistingCompany | null {
    const { company, person } = lead
    const known = findEmployer(this.#state.companies, company?.keys, person?.keys.employerDomain)
    if (company === null) return known ?? null
    if (known === undefined) {
      this.decision.counts.companiesCreated++
      return this.#addCompany(company, lead)
    }
    this.#fillCompany(known, company)
    return known
  }

  #fillCompany(known: ExistingCompany, company: Company): boolean {
    const { companies, policy } = this.#state
    if (policy.rows === 'CREATE_ONLY') return false
    const gained = companies.fill(known, company, policy.company)
    if (known.changed && known.id !== null) this.decision.changedCompanies.add(known)
    return gained
  }

  #addCompany(company: Company, { rowNumber }: Lead): ExistingCompany {
    const added: New<ExistingCompany> = { id: null, rowNumber, order: newest + rowNumber, changed: false, ...company }
    this.#state.companies.add(added)
    this.decision.newCompanies.push(added)
    return added
  }

  /** Links a person who has no company row yet to that of a row, unless the two name different employers. */
  #link(person: ExistingPerson, company: ExistingCompany, incoming: PersonKeys): void {
    if (person.companyId !== null || person.company !== null) return
    if (isOtherCompany(person.keys.company, incoming.company)) return
    person.company = company
    person.changed = true
    this.decision.counts.companiesLinked++
  }

  #recordCrossList(lead: Lead, reasonCode: string, where: Partial<Outcome>): void {
    this.decision.counts.crossListSkipped++
    this.#record(lead, 'CROSS_LIST', reasonCode, `Another of your lists has a lead with ${sameAs[reasonCode]}.`, where)
  }

  #record(
    lead: Lead,
    verdict: Outcome['verdict'],
    reasonCode: string,
    reason: string,
    where: Partial<Outcome> = {},
  ): void {
    const { rowNumber, cells } = lead
    this.decision.outcomes.push({
      rowNumber,
      verdict,
      reasonCode,
      reason,
      cells,
      person: null,
      alsoMatches: [],
      company: null,
      listId: null,
      blockedCompanyId: null,
      ...where,
    })
  }
}

function companyFieldsOf({ companyName, companyDomain, companyLinkedinUrl }: PersonFields) {
  return [companyName, companyDomain, companyLinkedinUrl]
}

function merged(reasonCode: string): string {
  return `The list or an earlier row of the file has a lead with ${sameAs[reasonCode]}.`
}
