import type pg from 'pg'
import { lockOwner, transaction } from '../../db/client.ts'
import { forgetCompanies } from '../../enrichment/forget.ts'
import { InvalidInputError } from '../../errors.ts'
import { type CompanyField, companyFields } from '../leads/fields.ts'
import { type CompanyKeys, companyKeys, companyTiers, isSameCompany } from '../leads/identity.ts'
import { companyOf } from '../leads/mapping.ts'
import { updateCompanies } from '../run/insert-rows.sql.ts'
import { forceKeyLookups, selectCompanies } from '../verdicts/existing.sql.ts'
import { applyFields, type ChangeInput, changedCustom, changesNothing, readChange } from './change.ts'
import { selectOwnCompanies } from './edited-rows.sql.ts'
import { DuplicateLeadError, RowNotFoundError } from './errors.ts'
import { findOwnRow } from './own-rows.ts'

/**
 * Changes values of a company, under the owner's lock, and returns the row's number. Keys are computed anew; the people who are
 * linked to it stay linked. Throws RowNotFoundError, LeadChangedError, DuplicateLeadError or InvalidInputError.
 */
export async function updateCompany(
  pool: pg.Pool,
  ownerId: number,
  { companyId, expectedUpdatedAt, ...input }: ChangeInput<CompanyField> & { companyId: string },
): Promise<number> {
  const change = readChange(companyFields, input)
  return await transaction(pool, async (client) => {
    await lockOwner(client, ownerId)
    const { id, listId } = await findOwnRow(client, ownerId, 'company_rows', companyId, expectedUpdatedAt)
    const [stored] = await selectOwnCompanies(client, ownerId, [id])
    if (stored === undefined) throw new RowNotFoundError()
    if (changesNothing(change, stored)) return id
    const computed = companyKeys(stored.fields)
    const fields = { ...stored.fields }
    applyFields(fields, change.fields)
    const company = companyOf(fields, changedCustom(stored.custom, change.custom))
    if (company === null) {
      throw new InvalidInputError(
        'clear',
        'Nothing would identify the company any more: a row needs a name, a domain or a LinkedIn URL.',
      )
    }
    // After an upgrade, an older company of the list may have the domain.
    if (stored.keys.domainKey === undefined && company.keys.domainKey === computed.domainKey) {
      company.keys.domainKey = undefined
    }
    await forceKeyLookups(client)
    const other = await findOther(client, { ownerId, listId }, id, { before: stored.keys, after: company.keys })
    if (other !== null) throw new DuplicateLeadError({ companyId: other })
    if (company.keys.linkedinKey !== stored.keys.linkedinKey) await forgetCompanies(client, ownerId, [id])
    await updateCompanies(client, ownerId, [{ ...stored, ...company }], companyFields, 'EDIT')
    return id
  })
}

/** Returns another company of the list that has a key which the change adds; by its name, one that would match. */
async function findOther(
  client: pg.ClientBase,
  where: { ownerId: number; listId: string },
  id: number,
  { before, after }: { before: CompanyKeys; after: CompanyKeys },
): Promise<number | null> {
  for (const tier of companyTiers) {
    const key = after[tier.key]
    if (key === undefined || key === before[tier.key]) continue
    const search = { name: tier.key, keys: [key], fields: ['name'], namesakes: 2 } as const
    const holders = (await selectCompanies(client, where, search)).filter((company) => company.id !== id)
    const other =
      tier.key === 'nameKey'
        ? holders.find(({ keys }) => isSameCompany(tier, keys, after, holders.length === 1))
        : holders[0]
    if (other !== undefined) return other.id
  }
  return null
}
