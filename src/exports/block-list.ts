import type pg from 'pg'
import { type EntryLine, selectEntriesAfter } from '../blocklist/blocklist.sql.ts'
import type { Export } from './export.ts'

const pageEntries = 1_000
const fields = ['domain', 'name', 'reason'] as const

/** What a link to an export of the block list in this format signs. */
export function blockListSubject(path: string): string {
  return `export\n${path}`
}

/** Returns the export of a user's block list, oldest entry first, whose CSV `importBlockList` reads. */
export function blockListExport(pool: pg.Pool, ownerId: number): Export {
  return {
    columns: fields.map((field) => ({ header: field, field })),
    async *pages() {
      for (let after = '0'; ; ) {
        const page: EntryLine[] = await selectEntriesAfter(pool, ownerId, after, pageEntries)
        if (page.length > 0) yield page.map((entry) => fields.map((field) => entry[field]))
        const last = page.at(-1)
        if (last === undefined || page.length < pageEntries) return
        after = last.seq
      }
    },
  }
}
