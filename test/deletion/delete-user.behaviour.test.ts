import { describe, expect, it } from 'vitest'
import { deleteUserWithRuns } from '../../src/deletion/delete-user.ts'
import { createLog } from '../../src/log.ts'
import { maskError } from '../../src/server/errors.ts'
import { UserNotFoundError } from '../../src/users/errors.ts'
import { findUserRows } from '../../torture/harness/user-rows.ts'
import { startTestApp } from '../support/app.ts'
import { post } from '../support/graphql.ts'
import { createImporter } from '../support/imports.ts'
import {
  countJobs,
  countWaiting,
  creditsOf,
  holdMidPage,
  isOver,
  people,
  startImport,
  watchRun,
} from '../support/runs.ts'
import { openSocket } from '../support/sockets.ts'
import { waitFor } from '../support/wait-for.ts'

const errors: string[] = []
const log = createLog({ logLevel: 'error', logFormat: 'json' }, { write: (line: string) => void errors.push(line) })
const app = await startTestApp({ pageSize: 10 }, log)

/** A user with something of every kind, and a run of whose rows some have landed. */
async function startRunningImport() {
  const importer = await createImporter(app)
  const { email } = await app.prisma.user.findUniqueOrThrow({ where: { id: importer.userId } })
  await importer.importCsv(people(20, 'done.example'))
  await importer.query('mutation { syncLinkedInAccounts { __typename } }')
  await importer.query('mutation { blockCompanies(input: { entries: [{ domain: "b.example" }] }) { __typename } }')
  const run = await startImport(importer, people(1_000))
  const stream = await watchRun(app, importer.token, run.runId)
  await stream.upTo(({ counts }) => counts.processed > 0)
  return { ...importer, email, ...run, stream }
}

describe('a user who is deleted while a run is under way', () => {
  it('deleting a user during a run stops it between two pages, leaves nothing behind and closes their connections', async () => {
    const other = await createImporter(app)
    const others = await startImport(other, people(300))
    const user = await startRunningImport()
    const socket = await openSocket(app.url, { token: user.token })
    expect(await findUserRows(app.pool, user.userId)).toEqual(
      expect.arrayContaining([expect.stringMatching(/list_rows/)]),
    )

    expect(await deleteUserWithRuns(app.pool, user.email.toUpperCase())).toMatchObject({ id: user.userId })
    expect(await findUserRows(app.pool, user.userId)).toEqual([])
    expect(await socket.closed).toBe(4403)
    expect((await post(app.url, { query: '{ viewer { id } }' }, user.token)).status).toBe(401)
    await expect(deleteUserWithRuns(app.pool, user.email)).rejects.toThrow(UserNotFoundError)

    const end = (await (await watchRun(app, other.token, others.runId)).upTo(isOver)).at(-1)
    expect(end).toMatchObject({ status: 'COMPLETED', counts: { imported: 240 } })
    await waitFor(async () => (await countJobs(app.pool)) === 0)
    expect(await findUserRows(app.pool, user.userId)).toEqual([])
    expect(await creditsOf(app.pool, other.userId)).toEqual({ balance: 760, reserved: 0 })
    expect(errors).toEqual([])
  })

  it('deleting a user waits for the page that is being written and prevents the next one', async () => {
    const user = await createImporter(app)
    const { email } = await app.prisma.user.findUniqueOrThrow({ where: { id: user.userId } })
    const page = await holdMidPage(app.pool, 30)
    await startImport(user, people(1_000))
    await page.reached()
    const deleting = deleteUserWithRuns(app.pool, email)
    await waitFor(async () => (await countWaiting(app.pool, user.userId)) === 1)
    expect(await findUserRows(app.pool, user.userId)).not.toEqual([])
    await page.release()
    await deleting
    await waitFor(async () => (await countJobs(app.pool)) === 0)
    expect(await findUserRows(app.pool, user.userId)).toEqual([])
    expect(errors).toEqual([])
  })

  it('what is deleted while a request reads it is NOT_FOUND for the request and no failure in the log', async () => {
    const missing = app.prisma.user.findUniqueOrThrow({ where: { id: -1 } })
    const error = await missing.catch((reason: unknown) => reason)
    expect(maskError(error, log).extensions).toEqual({ code: 'NOT_FOUND' })
    expect(errors).toEqual([])
  })
})
