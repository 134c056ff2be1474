import { expect, test } from 'vitest'
import { createDatabase } from './support/database.ts'
import { readyUrl, startMain } from './support/main-process.ts'
import { ended, firstLine } from './support/processes.ts'

test('says in one line which variable it cannot use, and exits', async () => {
  const stderr = 'PORT is "high"; it must be a whole number from 0 to 65535.\n'
  expect(await ended(startMain({ PORT: 'high' }))).toEqual({ code: 1, stdout: '', stderr })
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
