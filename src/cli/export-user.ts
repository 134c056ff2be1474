import { createWriteStream } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type pg from 'pg'
import { snapshot } from '../db/client.ts'
import { copyRows, findExportedTables } from '../db/user-data.ts'

/** Writes a user's rows of every table to `folder`, one file of JSON Lines per table; returns the number of rows by table. Files are not overwritten. */
export async function exportUser(pool: pg.Pool, userId: number, folder: string): Promise<Record<string, number>> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  return await snapshot(pool, async (client) => {
    const counts: Record<string, number> = {}
    for (const table of await findExportedTables(client)) {
      let rows = 0
      const count = async function* (chunks: AsyncIterable<Buffer>) {
        for await (const chunk of chunks) {
          for (const byte of chunk) if (byte === lineFeed) rows += 1
          yield chunk
        }
      }
      const file = createWriteStream(join(folder, `${table.table}.jsonl`), { flags: 'wx', mode: 0o600 })
      await pipeline(copyRows(client, table, userId), count, file)
      counts[table.table] = rows
    }
    return counts
  })
}

const lineFeed = 0x0a
