import type pg from 'pg'
import { lockOwner, transaction } from '../../db/client.ts'
import { InvalidInputError } from '../../errors.ts'
import { otherEmails } from '../leads/custom.ts'
import { isOtherCompany, personKeys } from '../leads/identity.ts'
import { updatePeople } from '../run/insert-rows.sql.ts'
import { forceKeyLookups, selectPeople } from '../verdicts/existing.sql.ts'
import { ExistingCompanies } from '../verdicts/existing-companies.ts'
import { ExistingPeople, type ExistingPerson } from '../verdicts/existing-people.ts'
import { loadExisting } from '../verdicts/load-existing.ts'
import { defaultPolicy } from '../verdicts/policy.ts'
import { deletePeople, repointPairs } from './edited-rows.sql.ts'
import { RowNotFoundError } from './errors.ts'
import { findOwnRow, findOwnRows } from './own-rows.ts'

const maxMerged = 100

/**
 * Merges people of a list into one of them, under the owner's lock, and returns that row's number. The others fill its empty
 * fields, the oldest first, as rows of an import do, and are deleted; their other e-mail addresses are kept. Throws
 * RowNotFoundError or InvalidInputError.
 */
export async function mergeLeads(
  pool: pg.Pool,
  ownerId: number,
  { keepRowId, rowIds }: { keepRowId: string; rowIds: readonly string[] },
): Promise<number> {
  if (rowIds.length === 0 || rowIds.length > maxMerged) {
    throw new InvalidInputError('rowIds', `Give 1 to ${maxMerged} rows to merge into \`keepRowId\`.`)
  }
  if (rowIds.includes(keepRowId)) {
    throw new InvalidInputError('rowIds', 'The row to keep is among the rows to merge into it. Leave it out.')
  }
  return await transaction(pool, async (client) => {
    await lockOwner(client, ownerId)
    const { id, listId } = await findOwnRow(client, ownerId, 'list_rows', keepRowId, null)
    const places = await findOwnRows(client, ownerId, 'list_rows', rowIds, listId)
    const merged = places.map((place) => place.id)
    const [stored] = await selectPeople(client, ownerId, [id])
    if (stored === undefined) throw new RowNotFoundError()
    const keep: ExistingPerson = { ...stored, order: id, changed: false, company: null }
    const others = await selectPeople(client, ownerId, merged)
    await repointPairs(client, ownerId, listId, { keep: id, merged })
    await deletePeople(client, ownerId, listId, merged)
    await forceKeyLookups(client)
    const people = new ExistingPeople()
    people.add(keep)
    const leads = others.map((person) => ({ rowNumber: 0, cells: [], problem: null, person, company: null }))
    const where = { ownerId, listId, dataType: 'PEOPLE', skipExistingCustomers: false, policy: defaultPolicy } as const
    await loadExisting(client, where, leads, { people, companies: new ExistingCompanies() })
    for (const person of others) {
      people.fill(keep, person)
      keepAddresses(keep, person)
      if (!isOtherCompany(keep.keys.company, person.keys.company)) keep.companyId ??= person.companyId
    }
    keep.keys = personKeys(keep.fields)
    await updatePeople(client, ownerId, [keep], 'EDIT')
    return id
  })
}

/** Keeps the other person's addresses as a custom field, and one as the second address, which vetoes matches. */
function keepAddresses(
  keep: ExistingPerson,
  { fields, custom, keys }: Awaited<ReturnType<typeof selectPeople>>[number],
) {
  const known = keep.custom?.get(otherEmails)?.split(', ') ?? []
  const addresses = [fields.email ?? '', ...(custom?.get(otherEmails)?.split(', ') ?? [])]
  const all = new Map(known.map((email) => [email.toLowerCase(), email]))
  for (const email of addresses) {
    const isFirst = email.toLowerCase() === keep.fields.email?.toLowerCase()
    if (email !== '' && !isFirst && !all.has(email.toLowerCase())) all.set(email.toLowerCase(), email)
  }
  if (all.size > known.length)
    keep.custom = new Map([...(keep.custom ?? []), [otherEmails, [...all.values()].join(', ')]])
  if (keys.address !== undefined && keys.address !== keep.keys.address) keep.fields.otherEmailKey ??= keys.address
}
