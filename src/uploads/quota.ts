import { statfs } from 'node:fs/promises'
import type pg from 'pg'
import type { Config } from '../config.ts'
import { isOutOfRoom } from '../db/errors.ts'
import { StorageFullError, UploadQuotaExceededError } from './errors.ts'
import { selectStagedBytes } from './uploads.sql.ts'

/** Settings that limit what is staged. */
export type QuotaConfig = Pick<
  Config,
  'maxStagedBytesPerUser' | 'minFreeDiskBytes' | 'uploadTtlHours' | 'databaseUrl' | 'dataDir'
>

/**
 * Throws UploadQuotaExceededError when the owner's uploads take up more than the quota, and StorageFullError when the disk of the
 * embedded Postgres is below its reserve. Called after each chunk, so uploads exceed a limit by one chunk each.
 */
export async function checkQuota(pool: pg.Pool, config: QuotaConfig, ownerId: number): Promise<void> {
  await checkDisk(config)
  const { rows } = await pool.query<{ bytes: string }>(selectStagedBytes, [ownerId])
  if (Number(rows[0]?.bytes ?? 0) >= config.maxStagedBytesPerUser) {
    throw new UploadQuotaExceededError(config.maxStagedBytesPerUser, config.uploadTtlHours)
  }
}

/** An embedded Postgres that can't write its log stops, for all users. */
async function checkDisk({ databaseUrl, dataDir, minFreeDiskBytes }: QuotaConfig): Promise<void> {
  if (databaseUrl !== null || minFreeDiskBytes === 0) return
  const { bavail, bsize } = await statfs(dataDir)
  if (bavail * bsize < minFreeDiskBytes) throw new StorageFullError()
}

/** Returns StorageFullError for an error that says that a disk is full, and any other error unchanged. */
export function storageError(error: unknown): unknown {
  const isFull = isOutOfRoom(error) || (error instanceof Error && 'code' in error && fullDisk.has(error.code))
  return isFull ? new StorageFullError({ cause: error }) : error
}

const fullDisk: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT'])
