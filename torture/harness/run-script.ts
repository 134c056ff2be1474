import type { Queryable } from '../../src/db/queryable.ts'
import { statementsOf } from '../../src/db/statements.ts'

/** Runs the statements of an SQL script one after the other: Citus takes only one at a time that changes a distributed table. */
export async function runScript(client: Queryable, script: string): Promise<void> {
  for (const statement of statementsOf(script)) await client.query(statement)
}
