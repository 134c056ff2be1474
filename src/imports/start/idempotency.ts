import { createHash } from 'node:crypto'
import type { ImportRun, PrismaClient } from '../../db/generated/client.ts'
import { InvalidInputError } from '../../errors.ts'
import { IdempotencyConflictError } from '../errors.ts'

/** How long a key is remembered. */
const lifetime = 24 * 60 * 60 * 1_000
const maxKey = 255
const pieceSize = 1 << 20

/** A call that may be made again: whose it is, and a digest of what it asks for. */
export interface Replayable {
  ownerId: number
  mutation: string
  key: string
  inputHash: string
}

/** Describes a call that has an idempotency key; null for one without. The digest covers the input with its defaults. */
export function replayable(
  ownerId: number,
  mutation: string,
  key: string | null | undefined,
  input: Record<string, unknown>,
): Replayable | null {
  if (key === null || key === undefined) return null
  if (key === '' || key.length > maxKey || key.includes('\0')) {
    throw new InvalidInputError('idempotencyKey', `An idempotency key has 1 to ${maxKey} characters.`)
  }
  const { csvText } = input
  const compared = typeof csvText === 'string' ? { ...input, csvText: digest(csvText) } : input
  const inputHash = digest(JSON.stringify(sorted(compared)))
  return { ownerId, mutation, key, inputHash }
}

/** The run that the same call started within 24 hours (or after `since`), as it is now; throws IdempotencyConflictError where the key came with another input. */
export async function findReplay(
  prisma: PrismaClient,
  call: Replayable | null,
  since = new Date(Date.now() - lifetime),
): Promise<ImportRun | null> {
  if (call === null) return null
  const { ownerId, mutation, key, inputHash } = call
  const run = await prisma.importRun.findFirst({
    where: { ownerId, mutation, idempotencyKey: key, createdAt: { gt: since } },
  })
  if (run !== null && run.inputHash !== inputHash) throw new IdempotencyConflictError()
  return run
}

/** Taken piece by piece: a file's text as JSON would be a copy of it, and may be longer than a string can be. */
function digest(text: string): string {
  const hash = createHash('sha256')
  for (let at = 0; at < text.length; at += pieceSize) {
    // In UTF-8 the halves of a character on either side of a cut would all be the same.
    hash.update(text.slice(at, at + pieceSize), 'utf16le')
  }
  return hash.digest('hex')
}

/** The same value with the keys of its objects in one order, and absent ones like null ones. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(([, item]) => item !== null && item !== undefined)
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => [key, sorted(item)]))
}
