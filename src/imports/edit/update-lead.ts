import type pg from 'pg'
import { lockOwner, transaction } from '../../db/client.ts'
import { InvalidInputError } from '../../errors.ts'
import { otherEmails } from '../leads/custom.ts'
import { type PersonField, personFields } from '../leads/fields.ts'
import {
  identifiesPerson,
  isVetoed,
  type PersonKeys,
  personKeys,
  personTiers,
  type Search,
  searchIn,
} from '../leads/identity.ts'
import { updatePeople } from '../run/insert-rows.sql.ts'
import { forceKeyLookups, probePeople, selectPeople } from '../verdicts/existing.sql.ts'
import { type ExistingPerson, strongKeys } from '../verdicts/existing-people.ts'
import {
  applyFields,
  type Change,
  type ChangeInput,
  changedCustom,
  changesNothing,
  readChange,
  touchesAddresses,
} from './change.ts'
import { DuplicateLeadError, RowNotFoundError } from './errors.ts'
import { linkEmployer } from './link-employer.ts'
import { findOwnRow } from './own-rows.ts'

/**
 * Changes values of a person, under the owner's lock, and returns the row's number. Keys are computed anew, and a new employer
 * is linked; a change without a difference leaves the row as it is. Throws RowNotFoundError, LeadChangedError, DuplicateLeadError or InvalidInputError.
 */
export async function updateLead(
  pool: pg.Pool,
  ownerId: number,
  { rowId, expectedUpdatedAt, ...input }: ChangeInput<PersonField> & { rowId: string },
): Promise<number> {
  const change = readChange(personFields, input)
  return await transaction(pool, async (client) => {
    await lockOwner(client, ownerId)
    const { id, listId } = await findOwnRow(client, ownerId, 'list_rows', rowId, expectedUpdatedAt)
    const [stored] = await selectPeople(client, ownerId, [id])
    if (stored === undefined) throw new RowNotFoundError()
    if (changesNothing(change, stored)) return id
    const person: ExistingPerson = { ...stored, order: id, changed: true, company: null }
    applyChange(person, change)
    if (!identifiesPerson(person.keys)) {
      throw new InvalidInputError(
        'clear',
        'Nothing would identify the person any more: a row needs a name, an e-mail address or a LinkedIn URL.',
      )
    }
    await forceKeyLookups(client)
    const other = await findOther(client, { ownerId, listId }, id, { before: stored.keys, after: person.keys })
    if (other !== null) throw new DuplicateLeadError({ rowId: other })
    if (hasOtherEmployer(stored.keys, person.keys)) await linkEmployer(client, { ownerId, listId }, person)
    await updatePeople(client, ownerId, [person], 'EDIT')
    return id
  })
}

function applyChange(person: ExistingPerson, change: Change<PersonField>): void {
  const before = person.keys
  person.fields = { ...person.fields }
  applyFields(person.fields, change.fields)
  person.custom = changedCustom(person.custom, change.custom)
  const { fields } = person
  // The provider's number of a member belongs to the profile that the row had.
  const { memberId: _, ...given } = fields
  const profile = personKeys(given)
  if (profile.slugKey !== before.slugKey || profile.salesNavKey !== before.salesNavKey) delete fields.memberId
  if (touchesAddresses(change) && !isStillNamed(person)) delete fields.otherEmailKey
  person.keys = personKeys(fields)
  // As in an import, a domain that identifies the employer is stored bare.
  if (change.fields.get('companyDomain') !== undefined && person.keys.company.domainKey !== undefined) {
    fields.companyDomain = person.keys.company.domainKey
  }
}

/** Whether the second address is still among the custom fields, and is not the first one now. */
function isStillNamed({ fields: { otherEmailKey, ...fields }, custom }: ExistingPerson): boolean {
  if (otherEmailKey === undefined || personKeys(fields).address === otherEmailKey) return false
  const addresses = custom?.get(otherEmails)?.split(', ') ?? []
  return addresses.some((email) => personKeys({ email }).address === otherEmailKey)
}

const anyHolder: Search = { vetoes: 0, countryKey: undefined, address: undefined }

/** Returns another person of the list who has a key that the change adds; by name and company or location, one who would match. */
async function findOther(
  client: pg.ClientBase,
  { ownerId, listId }: { ownerId: number; listId: string },
  id: number,
  { before, after }: { before: PersonKeys; after: PersonKeys },
): Promise<number | null> {
  for (const tier of personTiers.flat()) {
    const key = after[tier.key]
    if (key === undefined || key === before[tier.key]) continue
    const search = strongKeys.some((strong) => strong === tier.key) ? anyHolder : searchIn(tier, after)
    const where = { ownerId, listId, otherLists: false, comparesKeys: false }
    const found = await probePeople(client, where, tier.key, [key], { rows: 1, searchesOf: () => [{ key, search }] })
    const other = found.find((probe) => probe.listId === listId && probe.id !== id && !isVetoed(probe.vetoing, search))
    if (other !== undefined) return other.id
  }
  return null
}

function hasOtherEmployer(before: PersonKeys, after: PersonKeys): boolean {
  return (
    before.employerDomain !== after.employerDomain ||
    before.company.linkedinKey !== after.company.linkedinKey ||
    before.company.nameKey !== after.company.nameKey
  )
}
