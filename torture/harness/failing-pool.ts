import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import { createPool } from '../../src/db/client.ts'
import type { Log } from '../../src/log.ts'

/** When and how a client of Postgres fails. */
export interface PoolFault {
  /** The number of the statement at which it fails, from 1. */
  statement: number
  /** Before the statement is sent, or after it has run but before its result arrives. */
  moment: 'before' | 'after'
  /** Only the current connections fail, or the whole process, which then cannot reconnect. */
  scope: 'connections' | 'process'
}

/** A pool whose connections Postgres terminates at the fault's statement. */
export interface FailingPool {
  readonly pool: pg.Pool
  /** Returns whether the fault's statement was reached. */
  readonly wasInjected: () => boolean
  /** Resolves when no statement is in flight; whatever was not committed is rolled back. */
  end(): Promise<void>
}

/** Creates a failing pool; `adminPool` terminates its connections. */
export function createFailingPool(url: string, fault: PoolFault, adminPool: pg.Pool, log: Log): FailingPool {
  const name = randomUUID()
  const named = new URL(url)
  named.searchParams.set('application_name', name)
  const pool = createPool(named.href, 3, log)
  let statements = 0
  let ended: Promise<void> | undefined
  let terminated: Promise<void> | undefined
  const end = () => {
    ended ??= pool.end()
    return ended
  }
  const fail = () => {
    // Not awaited: the pool's connections are released only once they are terminated.
    if (fault.scope === 'process') void end()
    terminated ??= terminate(adminPool, name)
    return terminated
  }
  pool.on('connect', (client) => {
    client.query = new Proxy(client.query, {
      apply(query, self, given: unknown[]) {
        statements += 1
        const send = () => Reflect.apply(query, self, given)
        if (statements !== fault.statement) return send()
        // A stream fails while it flows.
        if (typeof given[0] !== 'string') {
          void fail()
          return send()
        }
        // The pool's own statements take a callback and return no promise to await.
        if (fault.moment === 'before' || typeof given.at(-1) === 'function') return fail().then(send)
        return send().then(async () => {
          await fail()
          throw new Error('The connection was closed before the result arrived.')
        })
      },
    })
  })
  return {
    pool,
    wasInjected: () => statements >= fault.statement,
    async end() {
      await terminated
      await end()
    },
  }
}

/** Terminates all connections with this application name, and waits until none is left. */
async function terminate(adminPool: pg.Pool, name: string): Promise<void> {
  for (;;) {
    const { rowCount } = await adminPool.query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1',
      [name],
    )
    if (rowCount === 0) return
  }
}
