import { randomUUID } from 'node:crypto'
import type { BlockedCompany, PrismaClient } from '../db/generated/client.ts'
import { parseUuid } from '../db/ids.ts'
import type { Queryable } from '../db/queryable.ts'
import { InvalidInputError } from '../errors.ts'
import { upsertEntries } from './blocklist.sql.ts'
import { type GivenEntry, resolveEntries } from './entries-of-rows.ts'
import { type Entry, type EntryRejection, entryKey, isRejected, toEntry } from './entry.ts'
import { BlockedCompanyNotFoundError } from './errors.ts'

/** Most entries in one call. */
export const maxEntries = 1_000

/** The result for one entry: the stored company, or why the entry was rejected. */
export interface BlockOutcome {
  blockedCompany: BlockedCompany | null
  created: boolean
  error: string | null
  errorCode: EntryRejection['code'] | null
}

/**
 * Adds companies to the owner's block list, all valid entries in one statement. Returns a result for each entry, in order;
 * throws InvalidInputError for more than 1,000 entries.
 */
export async function blockCompanies(
  client: Queryable,
  ownerId: number,
  inputs: readonly GivenEntry[],
): Promise<BlockOutcome[]> {
  if (inputs.length > maxEntries) {
    throw new InvalidInputError(
      'entries',
      `There are ${inputs.length.toLocaleString('en')} entries: send at most ${maxEntries.toLocaleString('en')} in one call.`,
    )
  }
  const resolved = await resolveEntries(client, ownerId, inputs)
  const entries = resolved.map((entry) => (isRejected(entry) ? entry : toEntry(entry)))
  const distinct = new Map<string, Entry & { id: string }>()
  for (const entry of entries) {
    if (!isRejected(entry)) {
      const key = entryKey(entry)
      distinct.set(key, merge(distinct.get(key) ?? { ...entry, id: randomUUID() }, entry))
    }
  }
  const sorted = [...distinct].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry)
  const stored = sorted.length === 0 ? [] : await upsertEntries(client, ownerId, sorted)
  const byKey = new Map(stored.map(({ created, ...company }) => [entryKey(company), { created, company }]))

  return entries.map((entry) => {
    if (isRejected(entry)) {
      return { blockedCompany: null, created: false, error: entry.message, errorCode: entry.code }
    }
    const found = byKey.get(entryKey(entry))
    const outcome = {
      blockedCompany: found?.company ?? null,
      created: found?.created ?? false,
      error: null,
      errorCode: null,
    }
    if (found) {
      // A later entry of the same company finds it on the list.
      found.created = false
    }
    return outcome
  })
}

/** Removes a company from the owner's block list and returns its id; throws BlockedCompanyNotFoundError if it is not on the list. */
export async function unblockCompany(prisma: PrismaClient, ownerId: number, id: string): Promise<string> {
  const uuid = parseUuid(id)
  const { count } =
    uuid === null ? { count: 0 } : await prisma.blockedCompany.deleteMany({ where: { id: uuid, ownerId } })
  if (uuid === null || count === 0) {
    throw new BlockedCompanyNotFoundError()
  }
  return uuid
}

function merge(earlier: Entry & { id: string }, later: Entry): Entry & { id: string } {
  return {
    ...earlier,
    domain: later.domain ?? earlier.domain,
    name: later.name ?? earlier.name,
    nameKey: later.nameKey ?? earlier.nameKey,
    reason: later.reason ?? earlier.reason,
  }
}
