import { expect, test } from 'vitest'
import { createDatabase } from './support/database.ts'
import { readyUrl, startMain } from './support/main-process.ts'
import { ended, firstLine, killGroup } from './support/processes.ts'

test('says in one line which variable it cannot use, and exits', async () => {
  const stderr = 'PORT is "high"; it must be a whole number from 0 to 65535.\n'
  expect(await ended(startMain({ PORT: 'high' }))).toEqual({ code: 1, stdout: '', stderr })
})

test('says in one line that the password in DATABASE_URL is wrong, and exits', async () => {
  const url = new URL((await createDatabase()).url)
  url.password = 'wrong'
  const stderr = `Cannot connect to the database at ${url.host} (DATABASE_URL): password authentication failed for user "postgres".\n`
  expect(await ended(startMain({ DATABASE_URL: url.href }))).toEqual({ code: 1, stdout: '', stderr })
})

test('says in one line that its port is taken, and ends', async () => {
  const { url } = await createDatabase()
  const first = startMain({ DATABASE_URL: url })
  const { port } = new URL(readyUrl(await firstLine(first)))
  expect(await ended(startMain({ DATABASE_URL: url, PORT: port, LOG_LEVEL: 'warn' }))).toEqual({
    code: 1,
    stdout: '',
    stderr: `Cannot listen on 127.0.0.1:${port}: another process is using the port. Stop it, or set PORT to another port.\n`,
  })
  await killGroup(first)
})

test('prints its URL when it is ready, and shuts down cleanly on SIGTERM, sent twice', async () => {
  const { url } = await createDatabase()
  const server = startMain({ DATABASE_URL: url })
  const address = readyUrl(await firstLine(server))
  const answer = await fetch(`${address}?query={__typename}`, {
    headers: { accept: 'application/json', 'content-type': 'application/json' },
  })
  expect(await answer.json()).toMatchObject({ data: { __typename: 'Query' } })

  const end = ended(server)
  server.kill('SIGTERM')
  server.kill('SIGTERM')
  expect(await end).toMatchObject({ code: 0, stderr: '' })
})
