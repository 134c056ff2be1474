import { detached } from '../../detached.ts'
import type { Custom } from '../leads/custom.ts'
import { companyFields, isIdentifyingCompanyField, type PersonField } from '../leads/fields.ts'
import { fingerprint } from '../leads/fingerprint.ts'
import type { CompanyFields, PersonFields } from '../leads/identity.ts'
import type { Lead } from '../leads/mapping.ts'

/** Verdicts depend on whether two people have the same value, not on the value. */
const plainPersonFields = ['title', 'headline', 'seniority', 'department'] as const satisfies PersonField[]
const plainCompanyFields = companyFields.filter((field) => !isIdentifyingCompanyField(field))
/** Placeholder for any value: verdicts depend on whether a company has one. */
const present = ''

/** Strips leads, and the people and companies that they fill, to what their verdicts need, so that many fit into memory. */
export class ValueStripper {
  readonly #customs = new Map<string, Custom>()

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
      if (value !== undefined) person.fields[field] = fingerprint(value)
    }
    person.custom = person.custom && new Map(Array.from(person.custom, ([name, value]) => [name, fingerprint(value)]))
  }

  stripCompany(company: { fields: CompanyFields; custom: Custom }): void {
    for (const field of plainCompanyFields) if (company.fields[field] !== undefined) company.fields[field] = present
    company.custom = this.#stripCustom(company.custom)
  }

  /** Returns a shared map for all with the same custom fields; it must not be modified. */
  #stripCustom(custom: Custom): Custom {
    if (custom === null) return null
    const names = JSON.stringify([...custom.keys()])
    const known = this.#customs.get(names) ?? new Map(Array.from(custom.keys(), (name) => [name, present]))
    this.#customs.set(names, known)
    return known
  }
}

function copyOf<Part extends { fields: object; keys: object }>({ fields, keys }: Part): Pick<Part, 'fields' | 'keys'> {
  return detached({ fields, keys })
}
