import { setTimeout as delay } from 'node:timers/promises'
import * as z from 'zod'
import { seeded } from '../../src/samples/random.ts'
import { revokeToken } from '../../src/users/tokens.ts'
import { openSocket } from '../../test/support/sockets.ts'
import { createBurst } from '../harness/burst.ts'
import { errorLogsOf } from '../harness/error-logs.ts'
import { halfSend } from '../harness/half-sent.ts'
import type { Outcome, Scenario, Trial } from '../harness/scenario.ts'
import { ask, type Caller } from '../harness/start-import.ts'

/** Milliseconds within which a socket must close in every process. */
const maxCloseMs = 2_000

/** Tokens that are revoked while their requests are arriving at one of two processes. */
export const revokedToken: Scenario<'tokens'> = {
  name: 'revoked-token',
  promise:
    'A token that is revoked while a body is arriving changes nothing any more; its sockets close and its links end, in every process.',
  counts: { tokens: { sample: 4, ci: 40, full: 400 } },
  run,
}

async function run({ environment, counts: { tokens }, timeFactor, seed, report }: Trial<'tokens'>): Promise<Outcome> {
  const database = await environment.createDatabase()
  const { pool } = database
  const start = () => environment.startServer({ ROLE: 'api', DATABASE_URL: database.url })
  const servers = await Promise.all([start(), start()])
  const random = seeded(seed)
  const violations: string[] = []
  const closes: number[] = []
  const figures = { tokens, requests: 0, refused: 0, closed: 0 }

  for (let at = 0; at < tokens; at++) {
    const server = servers[at % 2] ?? servers[0]
    const { caller, runIds } = await createBurst(pool, server, { name: `user-${at}`, runs: 1 })
    const link = await linkOf(caller, runIds[0] ?? '')
    if ((await fetch(link)).status !== 200) violations.push('a link did not work before the revocation')
    const socket = await openSocket(`${caller.url}/graphql`, { token: caller.token })
    await socket.next()
    const bodies = await halfSendAll(caller)
    await delay(random() * 20)
    await revokeToken(pool, caller.token)
    const revokedAt = performance.now()
    if (random() < 0.5) await delay(random() * 5)
    for (const { body, rest } of bodies) body.end(rest)
    for (const { what, body } of bodies) {
      const status = await body.ended
      figures.requests++
      if (status === 401) figures.refused++
      else if (status === 'closed') figures.closed++
      else violations.push(`${what} was answered with ${status}`)
    }
    const linkStatus = (await fetch(link)).status
    if (linkStatus < 400) violations.push(`a link was answered with ${linkStatus}`)
    const code = await Promise.race([socket.closed, delay(timeFactor * maxCloseMs, 'open', { ref: false })])
    if (code === 4403) closes.push(performance.now() - revokedAt)
    else violations.push(`a socket ended with ${code}`)
    socket.close()
    if ((at + 1) % 100 === 0) report(`${at + 1} tokens`)
  }

  // What was being written has been deleted when they have stopped.
  await Promise.all(servers.map((server) => server.stop()))
  const { rows } = await pool.query<{ written: number }>(
    'SELECT (SELECT count(*) FROM blocked_companies)::int + (SELECT count(*) FROM uploads)::int AS written',
  )
  const written = rows[0]?.written ?? 0
  if (written > 0) violations.push(`${written} entries or uploads were written with revoked tokens`)
  violations.push(...errorLogsOf(servers))
  return { figures: { ...figures, written, slowestCloseMs: Math.round(Math.max(0, ...closes)) }, violations }
}

/** Returns the link that downloads a run's outcomes. */
async function linkOf(caller: Caller, runId: string): Promise<string> {
  const shape = z.object({ importRun: z.object({ outcomesCsvUrl: z.url() }) })
  const query = 'query ($id: ID!) { importRun(id: $id) { outcomesCsvUrl } }'
  return (await ask(caller, query, shape, { id: runId })).importRun.outcomesCsvUrl
}

/** Sends all but the end of an operation and of an upload. */
async function halfSendAll(caller: Caller) {
  const operation = 'mutation { blockCompanies(input: { entries: [{ domain: \\"acme.example\\" }] }) { __typename } }'
  return [
    { what: 'an operation', body: await halfSend(caller, `{"query":"${operation}`), rest: '"}' },
    {
      what: 'an upload',
      body: await halfSend(caller, 'name\nAda\n', { path: '/uploads?fileName=people.csv', method: 'PUT' }),
      rest: 'Bob\n',
    },
  ]
}
