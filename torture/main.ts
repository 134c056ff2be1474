import { Command, InvalidArgumentError } from 'commander'
import { createEnvironment } from './harness/environment.ts'
import { countsOf, type Outcome, type Scenario } from './harness/scenario.ts'
import { boughtTwice } from './scenarios/bought-twice.ts'
import { cancel } from './scenarios/cancel.ts'
import { crash } from './scenarios/crash.ts'
import { crashEnrichment } from './scenarios/crash-enrichment.ts'
import { crashSalesNav } from './scenarios/crash-sales-nav.ts'
import { crashWebhooks } from './scenarios/crash-webhooks.ts'
import { deletion } from './scenarios/deletion.ts'
import { disk } from './scenarios/disk.ts'
import { files } from './scenarios/files.ts'
import { halfSentBodies } from './scenarios/half-sent-bodies.ts'
import { hostileRequests } from './scenarios/hostile-requests.ts'
import { idempotency } from './scenarios/idempotency.ts'
import { listen } from './scenarios/listen.ts'
import { model } from './scenarios/model.ts'
import { parallel } from './scenarios/parallel.ts'
import { postgres } from './scenarios/postgres.ts'
import { quotas } from './scenarios/quotas.ts'
import { revokedToken } from './scenarios/revoked-token.ts'
import { searchStorm } from './scenarios/search-storm.ts'
import { slowWorkbooks } from './scenarios/slow-workbooks.ts'
import { stalled } from './scenarios/stalled.ts'
import { stop } from './scenarios/stop.ts'
import { subscriptionStorm } from './scenarios/subscription-storm.ts'
import { unfinishedRequests } from './scenarios/unfinished-requests.ts'
import { urls } from './scenarios/urls.ts'

const scenarios: readonly Scenario[] = [
  crash,
  crashSalesNav,
  crashEnrichment,
  crashWebhooks,
  boughtTwice,
  listen,
  stop,
  postgres,
  disk,
  parallel,
  model,
  idempotency,
  stalled,
  searchStorm,
  subscriptionStorm,
  hostileRequests,
  halfSentBodies,
  unfinishedRequests,
  slowWorkbooks,
  quotas,
  revokedToken,
  cancel,
  deletion,
  files,
  urls,
]

const program = new Command('torture').description('Injects faults and checks that every promise still holds.')
for (const scenario of scenarios) {
  const command = withOptions(program.command(scenario.name).description(scenario.promise))
  for (const [count, { full }] of Object.entries(scenario.counts))
    command.option(`--${count} <n>`, count, wholeNumber, full)
  command.action((options: Options & Record<string, number>) => runScenarios([scenario], options, () => options, 1))
}
for (const scale of ['ci', 'full'] as const) {
  withOptions(
    program.command(scale === 'full' ? 'all' : scale).description(`runs all scenarios at the ${scale} scale`),
  ).action((options: Options) =>
    // A CI machine may be slow or busy.
    runScenarios(scenarios, options, (scenario) => countsOf(scenario, scale), scale === 'ci' ? 10 : 1),
  )
}
await program.parseAsync()

interface Options {
  seed: number
  json?: true
}

function withOptions(command: Command): Command {
  return command
    .option('--seed <n>', 'seed of all random choices', wholeNumber, Date.now() % 1_000_000)
    .option('--json', 'print JSON')
}

async function runScenarios(
  chosen: readonly Scenario[],
  { seed, json }: Options,
  countsFor: (scenario: Scenario) => Record<string, number>,
  timeFactor: number,
): Promise<void> {
  const results: (Outcome & { name: string; promise: string; seed: number; seconds: number })[] = []
  for (const { name, promise, run, counts: all } of chosen) {
    const environment = await createEnvironment()
    const began = performance.now()
    const wanted = countsFor({ name, promise, run, counts: all })
    const counts = Object.fromEntries(Object.keys(all).map((count) => [count, wanted[count] ?? 0]))
    const report = (line: string) => void process.stderr.write(`${name}: ${line}\n`)
    report(`${JSON.stringify(counts)}, seed ${seed}`)
    const outcome = await run({ environment, counts, timeFactor, seed, report }).catch((error: Error) => ({
      figures: {},
      violations: [error.stack ?? error.message],
    }))
    await environment.end()
    const seconds = Math.round(performance.now() - began) / 1_000
    results.push({ name, promise, seed, seconds, ...outcome })
    report(`${lineOf({ name, ...outcome }).trimEnd()} (${seconds} s)`)
  }
  process.stdout.write(json ? `${JSON.stringify(results, null, 2)}\n` : results.map(lineOf).join(''))
  if (results.some(({ violations }) => violations.length > 0)) process.exitCode = 1
}

function lineOf({ name, violations, figures }: Outcome & { name: string }): string {
  const measured = Object.entries(figures).map(([what, value]) => `${what} ${value}`)
  return `${violations.length === 0 ? 'holds ' : 'BROKEN'}  ${name.padEnd(16)}  ${[...violations, ...measured].join(', ')}\n`
}

function wholeNumber(text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('Use a whole number from 1.')
  return value
}
