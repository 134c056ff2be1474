import type pg from 'pg'
import { companyFields } from '../leads/fields.ts'
import { readPerson } from '../leads/mapping.ts'
import { insertCompanies, takeIds, updateCompanies } from '../run/insert-rows.sql.ts'
import { findEmployer } from '../verdicts/employer.ts'
import { ExistingCompanies, type ExistingCompany } from '../verdicts/existing-companies.ts'
import type { ExistingPerson } from '../verdicts/existing-people.ts'
import { ExistingPeople } from '../verdicts/existing-people.ts'
import { loadExisting } from '../verdicts/load-existing.ts'
import { defaultPolicy } from '../verdicts/policy.ts'

/** Links a person to the company that their fields name, as an import does: one of the list, or a new one; to none if they name none. */
export async function linkEmployer(
  client: pg.ClientBase,
  { ownerId, listId }: { ownerId: number; listId: string },
  person: ExistingPerson,
): Promise<void> {
  const lead = readPerson(person.fields, { rowNumber: 0, cells: [] })
  const where = { ownerId, listId, dataType: 'PEOPLE', skipExistingCustomers: false, policy: defaultPolicy } as const
  // With all fields of the companies, since they are written back.
  const unstored = { people: new ExistingPeople(), companies: new ExistingCompanies() }
  const { companies } = await loadExisting(client, where, [lead], unstored)
  const known = findEmployer(companies, lead.company?.keys, lead.person?.keys.employerDomain)
  person.companyId = null
  person.company = known ?? null
  if (lead.company === null) return
  if (known === undefined) {
    person.company = { id: null, order: 0, changed: false, ...lead.company }
    await addCompany(client, { ownerId, listId }, person.company)
  } else if (companies.fill(known, lead.company)) {
    await updateCompanies(client, ownerId, [known], companyFields)
  }
}

async function addCompany(
  client: pg.ClientBase,
  where: { ownerId: number; listId: string },
  company: ExistingCompany,
): Promise<void> {
  const [id] = await takeIds(client, 'company_rows', 1)
  company.id = id ?? null
  const target = { ...where, runId: null, source: 'API' } as const
  await insertCompanies(client, target, [{ ...company, rowNumber: 0 }], false)
}
