import { setTimeout as delay } from 'node:timers/promises'
import * as z from 'zod'
import { openSocket, type SocketClient } from '../../test/support/sockets.ts'
import { errorLogsOf } from '../harness/error-logs.ts'
import { createImporter, peopleFile, startPeopleImport } from '../harness/people-file.ts'
import { probeWhile } from '../harness/probe.ts'
import type { Outcome, Scenario, Trial } from '../harness/scenario.ts'
import { ask } from '../harness/start-import.ts'

/** Milliseconds by which subscriptions may delay another user's request. */
const maxDelay = 2_000

type Count = 'sockets' | 'subscriptions'

/** One user subscribes many times at once, each time with another document, while another asks for little. */
export const subscriptionStorm: Scenario<Count> = {
  name: 'subscription-storm',
  promise: 'However many subscriptions one user begins at once, other users are not slowed down.',
  counts: {
    sockets: { sample: 10, ci: 50, full: 50 },
    // On each socket. A user may send 3,000 requests a minute.
    subscriptions: { sample: 20, ci: 58, full: 58 },
  },
  run,
}

async function run({ environment, counts, timeFactor, seed, report }: Trial<Count>): Promise<Outcome> {
  const database = await environment.createDatabase()
  const server = await environment.startServer({ DATABASE_URL: database.url })
  const subscriber = await createImporter(database, server.url, { name: 'subscriber', credits: 1 })
  const other = await createImporter(database, server.url, { name: 'other', credits: 0 })
  const runId = await startPeopleImport(subscriber, peopleFile(1, seed))
  const probe = () =>
    ask(other, '{ viewer { name credits { balance } } }', z.object({ viewer: z.object({ name: z.string() }) }))

  const undisturbed = await probeWhile(() => delay(1_000), probe, { everyMs: 0 })
  report(`undisturbed: at most ${undisturbed.slowestMs} ms`)

  const sockets: SocketClient[] = []
  for (let at = 0; at < counts.sockets; at++) {
    sockets.push(await openSocket(`${server.url}/graphql`, { token: subscriber.token }))
  }
  const began = performance.now()
  const during = await probeWhile(
    () =>
      Promise.all(
        sockets.flatMap((socket, at) =>
          Array.from({ length: counts.subscriptions }, (_, n) => last(socket, document(`${at}_${n}`), { runId })),
        ),
      ),
    probe,
    { everyMs: 0 },
  )
  const stormMs = Math.round(performance.now() - began)
  for (const socket of sockets) socket.close()

  const violations = errorLogsOf([server])
  const unanswered = during.result.filter((status) => status !== 'COMPLETED').length
  if (unanswered > 0) violations.push(`${unanswered} subscriptions did not tell the end of the import`)
  if (during.slowestMs - undisturbed.slowestMs > maxDelay * timeFactor)
    violations.push(`another user was answered after ${during.slowestMs} ms`)
  if (during.answers < 5) violations.push(`another user was answered only ${during.answers} times`)
  return {
    figures: {
      subscriptions: counts.sockets * counts.subscriptions,
      stormMs,
      answersMeanwhile: during.answers,
      slowestAnswerMs: during.slowestMs,
      medianAnswerMs: during.medianMs,
      slowestAnswerMsUndisturbed: undisturbed.slowestMs,
    },
    violations,
  }
}

/** Returns a document that no other subscription has, of about as many tokens as may be. */
function document(name: string): string {
  const counts = 'total processed imported merged invalid '.repeat(11)
  const fields = Array.from({ length: 30 }, (_, at) => `c${at}: counts { ${counts} }`)
  return `subscription S${name}($runId: ID!) { importProgress(runId: $runId) { status ${fields.join(' ')} } }`
}

const result = z.object({ data: z.object({ importProgress: z.object({ status: z.string() }) }) })

/** Returns the last status that a subscription tells. */
async function last(socket: SocketClient, query: string, variables: object): Promise<string | null> {
  let status: string | null = null
  for await (const payload of socket.subscribe({ query, variables: { ...variables } })) {
    status = result.parse(payload).data.importProgress.status
  }
  return status
}
