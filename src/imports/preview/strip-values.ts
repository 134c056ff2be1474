import { detached } from '../../detached.ts'
import type { Custom } from '../leads/custom.ts'
import { companyFields, isIdentifyingCompanyField, type PersonField } from '../leads/fields.ts'
import { exactFingerprint, fingerprint } from '../leads/fingerprint.ts'
import type { CompanyFields, PersonFields } from '../leads/identity.ts'
import type { Lead } from '../leads/mapping.ts'
import type { MatchPolicy } from '../verdicts/policy.ts'

/** Verdicts depend on whether two people have the same value, not on the value. */
const plainPersonFields = ['title', 'headline', 'seniority', 'department'] as const satisfies PersonField[]
// The city decides with the name who a company is.
const plainCompanyFields = companyFields.filter((field) => !isIdentifyingCompanyField(field) && field !== 'city')
/** Placeholder for any value: verdicts depend on whether a company has one. */
const present = ''

/** Strips leads, and the people and companies that they fill, to what their verdicts need, so that many fit into memory. */
export class ValueStripper {
  readonly #customs = new Map<string, Custom>()
  readonly #ofPerson: (value: string) => string
  readonly #ofCompany: (value: string) => string

  /** If values are replaced, verdicts also depend on whether a value is exactly the stored one. */
  constructor({ person, company }: Pick<MatchPolicy, 'person' | 'company'>) {
    this.#ofPerson = person.any ? exactFingerprint : fingerprint
    this.#ofCompany = company.any ? exactFingerprint : () => present
  }

  /** Replaces a lead's person and company by stripped copies that don't keep the file in memory. */
  stripLead(lead: Lead): void {
    const { person, company } = lead
    if (person !== null) {
      this.stripPerson(person)
      lead.person = { ...copyOf(person), custom: person.custom }
    }
    if (company !== null) {
      this.stripCompany(company)
      lead.company = { ...copyOf(company), custom: company.custom }
    }
  }

  stripPerson(person: { fields: PersonFields; custom: Custom }): void {
    for (const field of plainPersonFields) {
      const value = person.fields[field]
      if (value !== undefined) person.fields[field] = this.#ofPerson(value)
    }
    person.custom =
      person.custom && new Map(Array.from(person.custom, ([name, value]) => [name, this.#ofPerson(value)]))
  }

  stripCompany(company: { fields: CompanyFields; custom: Custom }): void {
    for (const field of plainCompanyFields) {
      const value = company.fields[field]
      if (value !== undefined) company.fields[field] = this.#ofCompany(value)
    }
    company.custom = this.#stripCustom(company.custom)
  }

  /** Returns a shared map for all with the same custom fields; it must not be modified. */
  #stripCustom(custom: Custom): Custom {
    if (custom === null) return null
    const stripped = new Map(Array.from(custom, ([name, value]) => [name, this.#ofCompany(value)]))
    const content = JSON.stringify([...stripped])
    const known = this.#customs.get(content) ?? stripped
    this.#customs.set(content, known)
    return known
  }
}

function copyOf<Part extends { fields: object; keys: object }>({ fields, keys }: Part): Pick<Part, 'fields' | 'keys'> {
  return detached({ fields, keys })
}
