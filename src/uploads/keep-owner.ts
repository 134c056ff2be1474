import type pg from 'pg'
import { transaction } from '../db/client.ts'
import { UploadNotFoundError } from './errors.ts'
import { keepOwner } from './uploads.sql.ts'

/** Runs a statement on what an owner has staged in a transaction that first keeps the owner; throws UploadNotFoundError if the owner is being deleted, with all uploads. */
export async function keepingOwner(
  pool: pg.Pool,
  ownerId: number,
  statement: string,
  values: readonly unknown[],
): Promise<void> {
  await transaction(pool, async (client) => {
    const { rowCount } = await client.query(keepOwner, [ownerId])
    if (rowCount === 0) throw new UploadNotFoundError()
    await client.query(statement, [...values])
  })
}
