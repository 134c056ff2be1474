import type pg from 'pg'
import { rowIds } from '../../db/ids.ts'
import { selectOwnCompanies } from '../edit/edited-rows.sql.ts'
import type { PersonFields } from '../leads/identity.ts'
import { type Lead, readPerson } from '../leads/mapping.ts'
import { selectPeople } from '../verdicts/existing.sql.ts'

/** A stored person as a lead for another list, and the company that they are linked to. */
export type StoredLead = Lead & { rowId: number; companyId: number | null }

/** The columns of the cells of a stored lead. */
export const storedColumns = ['id', 'fullName', 'email'] as const

/** Reads stored people as leads, numbered from `after` + 1 on. A person's company is the linked one, or else the one that their fields name. */
export async function readLeads(
  client: pg.ClientBase,
  ownerId: number,
  ids: number[],
  after: number,
): Promise<StoredLead[]> {
  const people = await selectPeople(client, ownerId, ids)
  const linked = [...new Set(people.flatMap(({ companyId }) => companyId ?? []))]
  const companies = new Map((await selectOwnCompanies(client, ownerId, linked)).map((company) => [company.id, company]))
  return people.map(({ id, companyId, fields, keys, custom }, at) => {
    const company = companies.get(companyId ?? 0)
    const row = { rowNumber: after + at + 1, cells: cellsOf(id, fields) }
    return {
      ...row,
      rowId: id,
      companyId,
      problem: null,
      person: { fields, keys, custom },
      // A copy, since the verdicts fill in values.
      company:
        company === undefined
          ? readPerson(fields, row).company
          : { fields: { ...company.fields }, keys: company.keys, custom: company.custom },
    }
  })
}

function cellsOf(id: number, { fullName, firstName, lastName, email }: PersonFields): string[] {
  const name = fullName ?? [firstName, lastName].filter((part) => part !== undefined).join(' ')
  return [rowIds.encode(id), name, email ?? '']
}
