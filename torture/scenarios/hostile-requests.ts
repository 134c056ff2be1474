import { seeded } from '../../src/samples/random.ts'
import { errorLogsOf } from '../harness/error-logs.ts'
import { hostileSenders } from '../harness/hostile-senders.ts'
import { readCpu, readMemory } from '../harness/memory.ts'
import { createImporter } from '../harness/people-file.ts'
import { askHealth, probeWhile } from '../harness/probe.ts'
import type { Outcome, Scenario, Trial } from '../harness/scenario.ts'

/** Milliseconds for which `/health` may be silent, and for which one request may keep the main thread busy. */
const maxSilence = 300
const maxAnswer = 20_000
const maxMemoryMb = 1_000
/** Fields, or objects, that a body may have, less some for the rest of it. */
const maxParts = 49_000
/** Tokens that a document may have, less some for the rest of it. */
const maxTokens = 1_900

/** Requests of every hostile shape, within the limits of size. */
export const hostileRequests: Scenario<'requests'> = {
  name: 'hostile-requests',
  promise:
    'No request within the size limits, however wide, deep, long or full of parts, keeps the server from responding to others, or gets a long response.',
  counts: { requests: { sample: 1, ci: 2, full: 50 } },
  run,
}

async function run({
  environment,
  counts: { requests },
  timeFactor,
  seed,
  report,
}: Trial<'requests'>): Promise<Outcome> {
  const database = await environment.createDatabase()
  const server = await environment.startServer({ ROLE: 'api', DATABASE_URL: database.url })
  const { token } = await createImporter(database, server.url, { name: 'sender', credits: 0 })
  const random = seeded(seed)
  const violations: string[] = []
  const figures = {
    requests: 0,
    longestSilenceMs: 0,
    longestSilenceBy: '',
    mostWorkMs: 0,
    mostWorkBy: '',
    largestAnswer: 0,
    peakMb: await readMemory(server),
  }

  for (const { name, room, shapes, isFile = false, write, send } of hostileSenders(server.url, token)) {
    for (const shape of shapes) {
      const sizes = [
        maxParts,
        room,
        maxTokens,
        ...Array.from({ length: requests }, () => 1 + Math.floor(random() * maxTokens)),
      ]
      const bodies = sizes.slice(0, requests).map((count) => write(shape, count))
      const { result: answers, slowestMs } = await probeWhile(
        async () => {
          const answers: number[] = []
          for (const body of bodies) {
            const before = await readCpu(server)
            answers.push((await send(body)).length)
            const workMs = (await readCpu(server)) - before
            // A file is read in many turns.
            if (isFile || workMs <= figures.mostWorkMs) continue
            Object.assign(figures, { mostWorkMs: workMs, mostWorkBy: `${shape} ${name}` })
          }
          return answers
        },
        () => askHealth(server.url),
      )
      figures.requests += bodies.length
      if (slowestMs > figures.longestSilenceMs)
        Object.assign(figures, { longestSilenceMs: slowestMs, longestSilenceBy: `${shape} ${name}` })
      figures.largestAnswer = Math.max(figures.largestAnswer, ...answers)
      // On a busy machine it is silent for other reasons.
      if (timeFactor === 1 && slowestMs > maxSilence)
        violations.push(`${shape} ${name}: /health was silent for ${slowestMs} ms`)
      if (Math.max(...answers) > maxAnswer)
        violations.push(`${shape} ${name}: an answer of ${Math.max(...answers)} characters`)
    }
    figures.peakMb = Math.max(figures.peakMb, await readMemory(server))
    report(`${name}: ${JSON.stringify(figures)}`)
  }
  // Processor time, too, depends on what shares the cores.
  if (figures.mostWorkMs > maxSilence * timeFactor)
    violations.push(`${figures.mostWorkBy}: ${figures.mostWorkMs} ms of processor time in the main thread`)
  if (figures.peakMb > maxMemoryMb) violations.push(`the server took ${figures.peakMb} MB`)
  violations.push(...errorLogsOf([server]))
  return { figures, violations }
}
