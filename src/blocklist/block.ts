import { randomUUID } from 'node:crypto'
import type { BlockedCompany, PrismaClient } from '../db/generated/client.ts'
import { parseUuid } from '../db/ids.ts'
import type { Queryable } from '../db/queryable.ts'
import { InvalidInputError } from '../errors.ts'
import { upsertEntries } from './blocklist.sql.ts'
import { type Entry, type EntryInput, entryKey, toEntry } from './entry.ts'

const maxEntries = 1_000

/** What became of one entry: the stored company, or why there is none. */
export interface BlockOutcome {
  blockedCompany: BlockedCompany | null
  created: boolean
  error: string | null
}

/**
 * Puts companies on the owner's block list, all that can be in one statement, and answers in the order of the entries;
 * throws InvalidInputError for more than 1,000 of them.
 */
export async function blockCompanies(
  client: Queryable,
  ownerId: number,
  inputs: readonly EntryInput[],
): Promise<BlockOutcome[]> {
  if (inputs.length > maxEntries) {
    throw new InvalidInputError('entries', `${inputs.length} entries; a call takes ${maxEntries} at most.`)
  }
  const entries = inputs.map(toEntry)
  const distinct = new Map<string, Entry & { id: string }>()
  for (const entry of entries) {
    if (typeof entry !== 'string') {
      const key = entryKey(entry)
      distinct.set(key, merge(distinct.get(key) ?? { ...entry, id: randomUUID() }, entry))
    }
  }
  const sorted = [...distinct].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry)
  const stored = sorted.length === 0 ? [] : await upsertEntries(client, ownerId, sorted)
  const byKey = new Map(stored.map(({ created, ...company }) => [entryKey(company), { created, company }]))

  return entries.map((entry) => {
    if (typeof entry === 'string') {
      return { blockedCompany: null, created: false, error: entry }
    }
    const found = byKey.get(entryKey(entry))
    const outcome = { blockedCompany: found?.company ?? null, created: found?.created ?? false, error: null }
    if (found) {
      // A later entry of the same company finds it there.
      found.created = false
    }
    return outcome
  })
}

/** Takes a company off the owner's block list and answers its id; throws InvalidInputError where it is not on it. */
export async function unblockCompany(prisma: PrismaClient, ownerId: number, id: string): Promise<string> {
  const uuid = parseUuid(id)
  const { count } =
    uuid === null ? { count: 0 } : await prisma.blockedCompany.deleteMany({ where: { id: uuid, ownerId } })
  if (uuid === null || count === 0) {
    throw new InvalidInputError(
      'id',
      'No company with this id is on your block list. The query `blockedCompanies` has them.',
    )
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
