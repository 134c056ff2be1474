import type pg from 'pg'

/** A deliberate fault of the product: a statement that does something else. */
export interface SqlFault {
  readonly name: string
  /** A part of the statement, and what takes its place. */
  readonly part: string
  readonly by: string
}

/** Faults that the model must notice. */
export const sqlFaults: readonly SqlFault[] = [
  {
    name: 'a run that ends keeps its unused credits reserved',
    part: 'released = reserved - imported, finished_at',
    by: 'released = 0, finished_at',
  },
  {
    name: 'a company that was not imported as a lead counts as one of another list',
    part: 'AND c.imported_as_lead',
    by: '',
  },
  {
    name: 'an undo removes who was edited',
    part: "WHEN page.edited_at IS NOT NULL THEN 'CHANGED'",
    by: "WHEN false THEN 'CHANGED'",
  },
  {
    name: 'an undo removes what another run has merged into',
    part: "o.verdict = 'MERGED'",
    by: "o.verdict = 'BLOCKED'",
  },
  {
    name: 'an undo refunds who was exported',
    part: 'COALESCE(l.exported_at < page.added_at, true)',
    by: 'true',
  },
  {
    name: 'a company of another list is an employer',
    part: 'FROM company_rows WHERE owner_id = $3 AND list_id = $1',
    by: 'FROM company_rows WHERE owner_id = $3 AND $1::uuid IS NOT NULL',
  },
]

/** Makes all statements of a pool faulty from now on; returns how many were changed so far. */
export function injectSqlFault(pool: pg.Pool, { part, by }: SqlFault): () => number {
  let changed = 0
  const faulty = (text: string) => {
    if (!text.includes(part)) return text
    changed += 1
    return text.replaceAll(part, by)
  }
  pool.on('connect', (client) => {
    client.query = new Proxy(client.query, {
      apply(query, self, [statement, ...rest]: unknown[]) {
        if (typeof statement === 'string') return Reflect.apply(query, self, [faulty(statement), ...rest])
        if (isNamed(statement))
          return Reflect.apply(query, self, [{ ...statement, text: faulty(statement.text) }, ...rest])
        return Reflect.apply(query, self, [statement, ...rest])
      },
    })
  })
  return () => changed
}

/** Whether a statement has its text and values in an object; a stream is none. */
function isNamed(statement: unknown): statement is { text: string } {
  return (
    Object.getPrototypeOf(statement) === Object.prototype && typeof Reflect.get(Object(statement), 'text') === 'string'
  )
}
