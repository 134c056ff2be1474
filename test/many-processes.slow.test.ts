import { expect, inject, it, onTestFinished } from 'vitest'
import * as z from 'zod'
import { createToken } from '../src/users/tokens.ts'
import { createUser } from '../src/users/users.ts'
import { type ServerProcess, startServer } from '../torture/harness/server-process.ts'
import { createDatabase } from './support/database.ts'
import { graphql } from './support/graphql.ts'
import { importInput } from './support/imports.ts'
import { finalCounts, holdMidPage, people } from './support/runs.ts'
import { openStream } from './support/streams.ts'
import { waitFor } from './support/wait-for.ts'

const rows = 60
const snapshot = z.object({ status: z.string(), counts: z.object({ processed: z.number(), imported: z.number() }) })

it('an import that one of two API processes accepted is run by one of two workers and watched at the other API process, while both that took part are killed', async () => {
  const { url, pool } = await createDatabase()
  const { id: userId } = await createUser(pool, { email: 'ann@example.com', name: 'Ann', credits: 1_000 })
  const { token } = await createToken(pool, userId)
  const env = { DATABASE_URL: url, IMPORT_PAGE_SIZE: '1', WORKER_CONCURRENCY: '1', LOG_LEVEL: 'debug' }
  const start = async (role: string) => {
    const server = await startServer(inject('builtSources'), { ...env, ROLE: role })
    onTestFinished(() => server.kill())
    return server
  }
  const [here, there, ...workers] = await Promise.all([start('api'), start('api'), start('worker'), start('worker')])

  const page = await holdMidPage(pool, rows / 2 - 1)
  const { started } = await graphql(`${here.url}/graphql`, token)<{ started: { runId: string } }>(
    `mutation ($input: CreateListWithImportInput!) {
      started: createListWithImport(input: $input) { ... on CreateListWithImportPayload { runId } }
    }`,
    { input: importInput(people(rows), { input: { waitSeconds: 0 } }) },
  )
  const query = 'subscription ($runId: ID!) { importProgress(runId: $runId) { status counts { processed imported } } }'
  const stream = await openStream(`${there.url}/graphql`, { query, variables: started }, snapshot, { token })
  await stream.upTo(({ counts }) => counts.processed > 0)
  await page.reached()
  const holder = await holderOf(pool, workers)
  await Promise.all([here.kill(), holder.kill()])
  await page.release()
  const events = await stream.upTo(() => false)
  const { processed, imported } = finalCounts(rows)
  expect(events.at(-1)).toEqual({ status: 'COMPLETED', counts: { processed, imported } })
  expect(events[0]?.counts.processed).toBeLessThan(rows)
  const { viewer } = await graphql(`${there.url}/graphql`, token)('{ viewer { credits { balance reserved } } }')
  expect(viewer).toEqual({ credits: { balance: 1_000 - imported, reserved: 0 } })
})

/** Returns the worker that runs the only job. */
async function holderOf(pool: Awaited<ReturnType<typeof createDatabase>>['pool'], workers: ServerProcess[]) {
  let holder: ServerProcess | undefined
  await waitFor(async () => {
    const { rows } = await pool.query<{ id: string }>(
      `SELECT locked_by AS id FROM graphile_worker._private_jobs JOIN graphile_worker._private_tasks AS tasks ON tasks.id = task_id
       WHERE identifier = 'import' AND locked_by IS NOT NULL`,
    )
    holder = workers.find(({ lines }) => lines.some((line) => JSON.parse(line).holder === rows[0]?.id))
    return holder !== undefined
  })
  if (!holder) throw new Error('No worker runs the job.')
  return holder
}
