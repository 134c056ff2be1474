import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type pg from 'pg'
import * as z from 'zod'
import { createList } from '../../src/lists/create.ts'
import { createToken } from '../../src/users/tokens.ts'
import { createUser } from '../../src/users/users.ts'
import { giveUpMs } from './give-up.ts'
import { readMemory } from './memory.ts'
import { probeWhile } from './probe.ts'
import type { ServerProcess } from './server-process.ts'
import { ask, type Caller } from './start-import.ts'
import { RunHistory, transports, watch } from './watcher.ts'

/** A user's runs, which change only when the test changes them. */
export interface Burst {
  readonly caller: Caller
  readonly runIds: readonly string[]
  /** Makes `changes` changes while readers watch, spread over all runs and on singleRun run in alternating batches, then completes every run. */
  run(changes: number): Promise<BurstReport>
}

/** What was measured during a burst. */
interface BurstReport {
  burstMs: number
  /** Milliseconds from the last change until every reader has seen every run complete. */
  lastAfterMs: number
  slowestAnswerMs: number
  peakMb: number
  /** Updates that no reader should have received. */
  violations: string[]
}

/** Changes per transaction. */
const batch = 500

/** Creates a user with running imports that have no job, so no worker touches them. */
export async function createBurst(
  pool: pg.Pool,
  server: ServerProcess,
  { name, runs }: { name: string; runs: number },
): Promise<Burst> {
  const { id: userId } = await createUser(pool, { email: `${name}@example.com`, name, credits: 0 })
  const caller = { url: server.url, token: (await createToken(pool, userId)).token }
  const listId = await createList(pool, userId, name)
  const runIds = Array.from({ length: runs }, () => randomUUID())
  await pool.query(
    `INSERT INTO import_runs (id, owner_id, list_id, target_list_id, kind, data_type, status, total, reserved,
       skip_existing_customers, mutation, started_at, warnings)
     SELECT id, $2, $3, $3, 'CSV', 'PEOPLE', 'RUNNING', 0, 0, false, 'torture', now(), ARRAY[repeat('Something to tell. ', 50)]
     FROM unnest($1::uuid[]) AS id`,
    [runIds, userId, listId],
  )
  await pool.query(changeFunction)
  return {
    caller,
    runIds,
    async run(changes) {
      const singleRun = runIds[0] ?? ''
      const readers = transports.flatMap((transport) => [
        { transport, history: new RunHistory(), runId: undefined },
        { transport, history: new RunHistory(), runId: singleRun },
      ])
      const watchers = await Promise.all(
        readers.map(({ transport, history, runId }) => watch(caller, transport, history, runId)),
      )
      const { result, ...measured } = await measuring(server, caller, async () => {
        const began = performance.now()
        for (let done = 0; done < changes; done += batch) {
          // Alternate: each run once, then singleRun run repeatedly.
          const targets = (done / batch) % 2 === 0 ? runIds : [singleRun]
          await pool.query(
            'SELECT change_run(($1::uuid[])[1 + at % $2::int]) FROM generate_series($3::int, $4::int - 1) AS at',
            [targets, targets.length, done, Math.min(done + batch, changes)],
          )
        }
        await pool.query(endAll, [runIds])
        const ended = performance.now()
        const seenBy = ({ history, runId }: (typeof readers)[number]) =>
          (runId === undefined ? runIds : [runId]).every((id) => history.last.get(id)?.status === 'COMPLETED')
        while (!readers.every(seenBy)) {
          if (performance.now() - ended > giveUpMs) break
          await delay(5)
        }
        return { burstMs: Math.round(ended - began), lastAfterMs: Math.round(performance.now() - ended) }
      })
      for (const watcher of watchers) watcher.close()
      return { ...result, ...measured, violations: readers.flatMap(({ history }) => history.violations) }
    },
  }
}

/** Polls the server's response time and memory while `work` runs. */
async function measuring<T>(server: ServerProcess, caller: Caller, work: () => Promise<T>) {
  let peakMb = 0
  const { result, slowestMs } = await probeWhile(
    work,
    () => ask(caller, '{ viewer { id } }', z.object({ viewer: z.object({ id: z.string() }) })),
    {
      between: async () => {
        peakMb = Math.max(peakMb, await readMemory(server))
      },
    },
  )
  return { result, slowestAnswerMs: slowestMs, peakMb }
}

/** What subscribers see of a page: a higher version and its notification. */
const changeFunction = `
  CREATE OR REPLACE FUNCTION change_run(run uuid) RETURNS void LANGUAGE plpgsql AS $$
  DECLARE new_version int;
  BEGIN
    UPDATE import_runs SET version = version + 1 WHERE id = run RETURNING version INTO new_version;
    PERFORM pg_notify('leadstream', json_build_object('channel', 'importRun',
      'message', json_build_object('runId', run, 'version', new_version))::text);
  END $$`

const endAll = `
  WITH ended AS (
    UPDATE import_runs SET version = version + 1, status = 'COMPLETED', finished_at = now() WHERE id = ANY($1::uuid[])
    RETURNING id, version)
  SELECT pg_notify('leadstream', json_build_object('channel', 'importRun',
    'message', json_build_object('runId', id, 'version', version))::text) FROM ended`
