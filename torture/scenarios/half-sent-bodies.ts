import * as z from 'zod'
import { errorLogsOf } from '../harness/error-logs.ts'
import { type HalfSent, halfSend } from '../harness/half-sent.ts'
import { createImporter } from '../harness/people-file.ts'
import type { Outcome, Scenario, Trial } from '../harness/scenario.ts'
import { ask, type Caller } from '../harness/start-import.ts'

/** Beyond the size from which bodies are read in turns, 8 MB. */
const pad = 'x'.repeat(9_000_000)
const bytesPerSecond = 1_000

/** Users who begin to send large bodies and never end them, next to another who sends a whole one. */
export const halfSentBodies: Scenario<'bodies'> = {
  name: 'half-sent-bodies',
  promise:
    'However many large bodies one user leaves half sent, those of others are read at once; with several such users, after seconds.',
  counts: { bodies: { sample: 2, ci: 2, full: 20 } },
  run,
}

async function run({ environment, counts: { bodies }, report }: Trial<'bodies'>): Promise<Outcome> {
  const database = await environment.createDatabase()
  const server = await environment.startServer({ ROLE: 'api', DATABASE_URL: database.url })
  const createUser = (name: string) => createImporter(database, server.url, { name, credits: 0 })
  const [one, another, other] = [await createUser('one'), await createUser('another'), await createUser('other')]
  const undisturbedMs = await timeUpload(other)
  report(`undisturbed: ${undisturbedMs} ms`)

  const began = performance.now()
  const held: HalfSent[] = []
  let firstEndedMs: number | undefined
  const hold = async (caller: Caller, count: number) => {
    for (let at = 0; at < count; at++) {
      const body = await halfSend(caller, `{"query":"{ __typename }","pad":"${pad}`)
      body.trickle(bytesPerSecond)
      void body.ended.then(() => {
        firstEndedMs ??= Math.round(performance.now() - began)
      })
      held.push(body)
    }
  }
  await hold(one, bodies)
  const withOneMs = await timeUpload(other)
  const wasHeld = firstEndedMs === undefined
  report(`with ${bodies} half-sent bodies of one user: ${withOneMs} ms`)
  await hold(another, bodies)
  const withTwoMs = await timeUpload(other)
  report(`with as many of two users: ${withTwoMs} ms`)
  const ended = await Promise.race(held.map((body) => body.ended))
  for (const body of held) body.leave()

  const violations = errorLogsOf([server])
  if (!wasHeld)
    violations.push('an upload was answered only after the slow bodies of the other user had been interrupted')
  // What was still being sent may close the connection before the response is read.
  if (ended !== 408 && ended !== 'closed') violations.push(`a half-sent body ended with ${ended}`)
  return {
    figures: {
      bodies: 2 * bodies,
      uploadMs: undisturbedMs,
      uploadMsWithOneUser: withOneMs,
      uploadMsWithTwoUsers: withTwoMs,
      firstEndedMs: firstEndedMs ?? 0,
    },
    violations,
  }
}

/** Returns the milliseconds until the server has answered a large body; fails after the five minutes that `fetch` waits. */
async function timeUpload(caller: Caller): Promise<number> {
  const began = performance.now()
  const query = 'mutation ($input: PreviewImportInput!) { previewImport(input: $input) { __typename } }'
  const shape = z.object({ previewImport: z.object({ __typename: z.literal('PreviewImportPayload') }) })
  await ask(caller, query, shape, { input: { csvText: `name,note\n${`Ada,${'x'.repeat(1_000)}\n`.repeat(9_000)}` } })
  return Math.round(performance.now() - began)
}
