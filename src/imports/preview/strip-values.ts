import { detached } from '../../detached.ts'
import type { Custom } from '../leads/custom.ts'
import { companyFields, isIdentifyingCompanyField, type PersonField } from '../leads/fields.ts'
import type { CompanyFields, PersonFields } from '../leads/identity.ts'
import type { Lead } from '../leads/mapping.ts'

/** No verdict depends on what these say, only on whether they say anything. */
const plainPersonFields = ['phone', 'title', 'headline', 'seniority', 'department'] as const satisfies PersonField[]
const plainCompanyFields = companyFields.filter((field) => !isIdentifyingCompanyField(field))
/** Stands for any value. */
const present = ''

/** Makes leads, and the people and companies that they fill, as light as their verdicts allow: for whoever keeps many of them. */
export class ValueStripper {
  readonly #customs = new Map<string, Custom>()

  /** Takes what tells a lead's person and company from others, and nothing that keeps the file in memory. */
  slimLead(lead: Lead): void {
    const { person, company } = lead
    if (person !== null) {
      this.slimPerson(person)
      lead.person = { ...copyOf(person), custom: person.custom }
    }
    if (company !== null) {
      this.slimCompany(company)
      lead.company = { ...copyOf(company), custom: company.custom }
    }
  }

  slimPerson(person: { fields: PersonFields; custom: Custom }): void {
    for (const field of plainPersonFields) if (person.fields[field] !== undefined) person.fields[field] = present
    person.custom = this.#slimCustom(person.custom)
  }

  slimCompany(company: { fields: CompanyFields; custom: Custom }): void {
    for (const field of plainCompanyFields) if (company.fields[field] !== undefined) company.fields[field] = present
    company.custom = this.#slimCustom(company.custom)
  }

  /** One for all that have values under the same names: nobody writes into it. */
  #slimCustom(custom: Custom): Custom {
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
