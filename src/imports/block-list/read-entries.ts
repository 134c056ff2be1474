import type { Upload } from '../../db/generated/client.ts'
import type { Queryable } from '../../db/queryable.ts'
import { fold } from '../../identity/normalise.ts'
import { stagedRecords } from '../../uploads/chunks.ts'
import { sampleRowsOf } from '../preview/preview.ts'
import { suggest } from '../suggest/suggest.ts'

/** A row of a block list file. */
export interface EntryRow {
  rowNumber: number
  domain: string | null
  name: string | null
  reason: string | null
}

const domainHeaders = new Set(['domain', 'domains', 'company domain', 'website', 'url', 'email', 'e mail'])
const reasonHeaders = new Set(['reason', 'note', 'notes', 'comment', 'comments', 'grund', 'motif', 'motivo'])

/** Yields the rows of a staged block list. Its columns are found like those of an import; without any, the first column has domains or names. */
export async function* readEntries(
  database: Queryable,
  upload: Pick<Upload, 'ownerId' | 'id' | 'columns' | 'sampleRows'>,
): AsyncGenerator<EntryRow[]> {
  const { columns } = upload
  const { companyMapping: company, personMapping: person } = suggest(columns, sampleRowsOf(upload))
  const at = (...names: (string | null | undefined)[]) => columns.indexOf(names.find(Boolean) ?? '')
  const called = (words: ReadonlySet<string>) => columns.findIndex((column) => words.has(fold(column) ?? ''))
  const namedAt = called(domainHeaders)
  const domainAt = namedAt >= 0 ? namedAt : at(company.domain, company.website, person.companyDomain, person.email)
  const nameAt = at(company.name, person.companyName)
  const reasonAt = called(reasonHeaders)
  const isList = domainAt === -1 || nameAt === -1
  let rowNumber = 0
  for await (const records of stagedRecords(database, upload, 0)) {
    yield records.map(({ cells }) => {
      rowNumber++
      const cellAt = (index: number) => cells[index]?.trim() || null
      const reason = cellAt(reasonAt)
      if (!isList) return { rowNumber, domain: cellAt(domainAt), name: cellAt(nameAt), reason }
      const text = cellAt(Math.max(domainAt, nameAt, 0))
      return { rowNumber, ...(isAddress(text) ? { domain: text, name: null } : { domain: null, name: text }), reason }
    })
  }
}

/** "acme.com", "https://acme.com/jobs" and "ann@acme.com" are addresses, "Acme Inc." is a name. */
function isAddress(text: string | null): boolean {
  return text !== null && !/\s/.test(text) && /@|[^.]\.[^.]/.test(text)
}
