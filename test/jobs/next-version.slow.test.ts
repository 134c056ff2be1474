import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, inject, it, onTestFinished } from 'vitest'
import { createToken } from '../../src/users/tokens.ts'
import { createUser } from '../../src/users/users.ts'
import { startServer } from '../../torture/harness/server-process.ts'
import { createDatabase } from '../support/database.ts'
import { graphql } from '../support/graphql.ts'
import { importInput } from '../support/imports.ts'
import { creditsOf, isOver, people, readRun } from '../support/runs.ts'
import { hurry } from '../support/searches.ts'
import { waitFor } from '../support/wait-for.ts'
import { whenOver } from '../support/when-over.ts'

const rows = 20

/** Returns a build of a next version, whose jobs this one must not run: with a greater job version. */
function buildNext(): string {
  const folder = mkdtempSync(resolve('.built-next-'))
  whenOver(() => rmSync(folder, { recursive: true }))
  cpSync(inject('builtSources'), folder, { recursive: true })
  const program = join(folder, 'main.js')
  const code = readFileSync(program, 'utf8')
  const next = code.replace(/(?<=jobVersion = )\d+/, (version) => String(Number(version) + 1))
  expect(next).not.toBe(code)
  writeFileSync(program, next)
  return folder
}

it('beside servers of the next version, a worker of this one runs its own jobs and leaves theirs', async () => {
  const { url, pool } = await createDatabase()
  const { id: userId } = await createUser(pool, { email: 'ann@example.com', name: 'Ann', credits: 1_000 })
  const { token } = await createToken(pool, userId)
  const [current, next] = [inject('builtSources'), buildNext()]
  const start = async (build: string, role: 'api' | 'worker') => {
    const server = await startServer(build, { DATABASE_URL: url, ROLE: role })
    onTestFinished(() => server.kill())
    const query = graphql(`${server.url}/graphql`, token)
    const importPeople = async (domain: string) => {
      const { started } = await query<{ started: { runId: string } }>(
        `mutation ($input: CreateListWithImportInput!) {
          started: createListWithImport(input: $input) { ... on CreateListWithImportPayload { runId } }
        }`,
        { input: importInput(people(rows, domain), { input: { waitSeconds: 0 } }) },
      )
      return started.runId
    }
    return { ...server, query, importPeople }
  }
  const [worker, newApi, api] = await Promise.all([start(current, 'worker'), start(next, 'api'), start(current, 'api')])

  const newRun = await newApi.importPeople('new.example')
  await waitFor(() => worker.lines.some((line) => line.includes('was enqueued by a newer version')))
  const run = await api.importPeople('old.example')
  await waitFor(async () => isOver(await readRun(newApi, run)))
  expect(await readRun(newApi, run)).toMatchObject({ status: 'COMPLETED', counts: { processed: rows } })
  expect(await readRun(api, newRun)).toMatchObject({ status: 'QUEUED', error: null, counts: { processed: 0 } })
  expect(await creditsOf(pool, userId)).toMatchObject({ reserved: rows })

  await start(next, 'worker')
  await waitFor(async () => {
    // The older worker may be faster, and then the job waits again.
    await hurry(pool, newRun)
    return isOver(await readRun(api, newRun))
  })
  expect(await readRun(api, newRun)).toMatchObject({ status: 'COMPLETED', counts: { processed: rows } })
  expect(await creditsOf(pool, userId)).toMatchObject({ reserved: 0 })
  expect(worker.lines.filter((line) => JSON.parse(line).level === 'error')).toEqual([])
})
