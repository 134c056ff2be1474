import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import { createPool } from '../../src/db/client.ts'
import type { Log } from '../../src/log.ts'

/** When and how something that talks to Postgres is struck down. */
export interface Doom {
  /** By its how manieth statement. */
  statement: number
  /** Before the statement arrives there, or between it and its answer. */
  moment: 'before' | 'after'
  /** The connections alone, or the whole process: then it reaches Postgres no more. */
  takes: 'connections' | 'process'
}

/** A pool whose connections Postgres ends by the doom's statement. */
export interface FailingPool {
  readonly pool: pg.Pool
  /** Whether so many statements came at all. */
  readonly hasStruck: () => boolean
  /** Resolves when nothing of it is under way any more: what was not committed is undone. */
  end(): Promise<void>
}

/** Makes one; `executioner` is a pool that lives. */
export function createFailingPool(url: string, doom: Doom, executioner: pg.Pool, log: Log): FailingPool {
  const name = randomUUID()
  const named = new URL(url)
  named.searchParams.set('application_name', name)
  const pool = createPool(named.href, 3, log)
  let statements = 0
  let ended: Promise<void> | undefined
  let struck: Promise<void> | undefined
  const end = () => {
    ended ??= pool.end()
    return ended
  }
  const strike = () => {
    // Nobody waits for it yet: its connections are only given back when they have been ended.
    if (doom.takes === 'process') void end()
    struck ??= terminate(executioner, name)
    return struck
  }
  pool.on('connect', (client) => {
    client.query = new Proxy(client.query, {
      apply(query, self, given: unknown[]) {
        statements += 1
        const send = () => Reflect.apply(query, self, given)
        if (statements !== doom.statement) return send()
        // A stream is struck while it flows.
        if (typeof given[0] !== 'string') {
          void strike()
          return send()
        }
        // What the pool sends itself has a callback, and no promise to wait for.
        if (doom.moment === 'before' || typeof given.at(-1) === 'function') return strike().then(send)
        return send().then(async () => {
          await strike()
          throw new Error('The connection was cut before the answer came.')
        })
      },
    })
  })
  return {
    pool,
    hasStruck: () => statements >= doom.statement,
    async end() {
      await struck
      await end()
    },
  }
}

/** Ends all connections of this name, and waits until Postgres has none of them. */
async function terminate(executioner: pg.Pool, name: string): Promise<void> {
  for (;;) {
    const { rowCount } = await executioner.query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1',
      [name],
    )
    if (rowCount === 0) return
  }
}
