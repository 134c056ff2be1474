import { createHash } from 'node:crypto'
import type { ImportRun, PrismaClient } from '../../db/generated/client.ts'
import { InvalidInputError } from '../../errors.ts'
import { IdempotencyConflictError } from '../errors.ts'

/** How long a key is remembered, in milliseconds. */
const lifetime = 24 * 60 * 60 * 1_000
const maxKeyLength = 255
const pieceSize = 1 << 20

/** A call with an idempotency key: its owner, and a digest of its input. */
export interface Replayable {
  ownerId: number
  mutation: string
  key: string
  inputHash: string
}

/** Returns a description of a call with an idempotency key; null for a call without one. The digest covers the input with its defaults. */
export function replayable(
  ownerId: number,
  mutation: string,
  key: string | null | undefined,
  input: Record<string, unknown>,
): Replayable | null {
  if (key === null || key === undefined) return null
  if (key === '' || key.length > maxKeyLength || key.includes('\0')) {
    throw new InvalidInputError('idempotencyKey', `An idempotency key has 1 to ${maxKeyLength} characters.`)
  }
  const { csvText } = input
  const compared = typeof csvText === 'string' ? { ...input, csvText: digest(csvText) } : input
  const inputHash = digest(JSON.stringify(sorted(compared)))
  return { ownerId, mutation, key, inputHash }
}

/** Returns the run that the same call started within 24 hours (or after `since`); throws IdempotencyConflictError if the key was used with a different input. */
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

/** Hashes the text in pieces: as JSON, the text of a file would be copied, and might exceed the longest string. */
function digest(text: string): string {
  const hash = createHash('sha256')
  for (let at = 0; at < text.length; at += pieceSize) {
    // In UTF-8, half a surrogate pair at a cut would hash like any other half.
    hash.update(text.slice(at, at + pieceSize), 'utf16le')
  }
  return hash.digest('hex')
}

/** Returns the value with the keys of its objects sorted and without those that are null or undefined. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(([, item]) => item !== null && item !== undefined)
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => [key, sorted(item)]))
}
