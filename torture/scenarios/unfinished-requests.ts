import { errorLogsOf } from '../harness/error-logs.ts'
import { halfSend } from '../harness/half-sent.ts'
import { askHealth, probeWhile } from '../harness/probe.ts'
import type { Outcome, Scenario, Trial } from '../harness/scenario.ts'

/** The default of MAX_CONNECTIONS_PER_USER, which an address without a token shares. */
const maxOpen = 100
const bytesPerSecond = 10
/** Seconds after which all have ended: 30 for a body without a token, and the time to send them. */
const maxSeconds = 40

/** One address sends requests without a token whose bodies never end. */
export const unfinishedRequests: Scenario<'requests'> = {
  name: 'unfinished-requests',
  promise:
    'However many requests an address without a token leaves unfinished, the server holds at most a hundred of them, each for at most 30 seconds, and responds to all others.',
  counts: { requests: { sample: 150, ci: 600, full: 2_000 } },
  run,
}

async function run({ environment, counts: { requests }, timeFactor, report }: Trial<'requests'>): Promise<Outcome> {
  const { url: databaseUrl } = await environment.createDatabase()
  const server = await environment.startServer({ ROLE: 'api', DATABASE_URL: databaseUrl })
  const began = performance.now()
  const ends: { status: number | 'closed'; seconds: number }[] = []
  const { answers, slowestMs } = await probeWhile(
    async () => {
      const open = await Promise.all(Array.from({ length: requests }, () => halfSend(server, '{"query":')))
      for (const request of open) request.trickle(bytesPerSecond)
      await Promise.all(
        open.map(async ({ ended }) => {
          ends.push({ status: await ended, seconds: (performance.now() - began) / 1_000 })
          if (ends.length % 100 === 0) report(`${ends.length} of ${requests} have ended`)
        }),
      )
    },
    async () => {
      await askHealth(server.url)
      await askWhole(server.url)
    },
  )

  const count = (status: number) => ends.filter((end) => end.status === status).length
  const held = requests - count(429)
  const longest = Math.round(Math.max(...ends.map(({ seconds }) => seconds)))
  const violations = errorLogsOf([server])
  if (held > maxOpen) violations.push(`${held} requests were held`)
  if (longest > timeFactor * maxSeconds) violations.push(`a request was held for ${longest} s`)
  const others = ends.filter(({ status }) => status !== 429 && status !== 408)
  if (others.length > 0) violations.push(`${others.length} requests ended with ${others[0]?.status}`)
  return {
    figures: { requests, refused: count(429), held, longestHeldSeconds: longest, answersMeanwhile: answers, slowestMs },
    violations,
  }
}

/** Sends a whole request without a token; throws unless it is answered. */
async function askWhole(url: string): Promise<void> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"query":"{ __typename }"}',
  })
  const answer = await response.text()
  if (!answer.startsWith('{"data":{"__typename":"Query"}')) throw new Error(`${response.status}: ${answer}`)
}
