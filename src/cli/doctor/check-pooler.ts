import type pg from 'pg'
import type { Config } from '../../config.ts'
import { readBackendPid } from './doctor.sql.ts'
import { type Finding, ok, problem } from './finding.ts'

const poolerNeedsDirect =
  'Set DATABASE_DIRECT_URL to the address of Postgres itself: events, workers, locks and migrations need it.'

/** Checks whether connections that need to be direct go through a pooler, such as PgBouncer. */
export async function checkPooler(
  clients: pg.Pool,
  direct: pg.Pool,
  { databaseDirectUrl }: Pick<Config, 'databaseDirectUrl'>,
): Promise<Finding[]> {
  if (databaseDirectUrl === null) {
    if (!(await isPooled(clients))) return []
    return [problem('pooler', 'DATABASE_URL goes through a connection pooler.', poolerNeedsDirect)]
  }
  await isPooled(clients)
  return [
    (await isPooled(direct))
      ? problem('pooler', 'DATABASE_DIRECT_URL goes through a connection pooler, too.', poolerNeedsDirect)
      : ok('pooler', 'DATABASE_URL and DATABASE_DIRECT_URL answer, and the latter is direct.'),
  ]
}

/** A pooler gives its clients process ids of its own. */
async function isPooled(pool: pg.Pool): Promise<boolean> {
  const client = await pool.connect()
  try {
    const assigned = 'processID' in client ? client.processID : undefined
    return assigned !== (await readBackendPid(client))
  } finally {
    client.release()
  }
}
