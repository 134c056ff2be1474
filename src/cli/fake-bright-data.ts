import { styleText } from 'node:util'
import { Command, InvalidArgumentError } from 'commander'
import { startFakeBrightData } from '../providers/enrichment/fake/fake-bright-data.ts'
import { fail } from './run.ts'

const wholeNumber = (max: number) => (value: string) => {
  if (/^\d{1,9}$/.test(value) && Number(value) <= max) return Number(value)
  throw new InvalidArgumentError(`It must be a whole number from 0 to ${max}.`)
}

const options = new Command('fake-bright-data')
  .description("Serve Bright Data's API with invented companies, to try Leadstream against it, faults included")
  .option('--port <number>', 'port to listen on', wholeNumber(65_535), 4020)
  .option('--key <key>', 'the API key that it asks for', 'fake-key')
  .option(
    '--faults <percent>',
    'how many of a hundred requests, and of the companies, are at fault, in ways that an enrichment gets over',
    wholeNumber(100),
    0,
  )
  .option('--seed <number>', 'which faults come when', wholeNumber(999_999_999), 1)
  .option('--latency <ms>', 'how long an answer takes', wholeNumber(60_000), 200)
  .option('--ready <ms>', 'how long after its trigger a snapshot is ready', wholeNumber(3_600_000), 5_000)
  .parse()
  .opts<{ port: number; key: string; faults: number; seed: number; latency: number; ready: number }>()

try {
  const server = await startFakeBrightData({
    port: options.port,
    apiKey: options.key,
    latency: options.latency,
    readyAfter: options.ready,
    faults: { percent: options.faults, seed: options.seed },
    onEnd: ({ method, path, fault, start, end, status }) => {
      const took = Math.round((end ?? start) - start)
      const line = `${method} ${path} → ${status ?? 'no answer'}, ${took} ms${fault ? `, ${fault}` : ''}`
      say(fault && process.stdout.isTTY ? styleText('yellow', line) : line)
    },
  })
  say(
    `The fake Bright Data serves ${server.url}, with a company for nearly every address`,
    'Point Leadstream at it:',
    `  BRIGHT_DATA_URL=${server.url} BRIGHT_DATA_API_KEY=${server.apiKey} npm start`,
    'With PUBLIC_URL=http://127.0.0.1:4000 as well, results are also sent to its webhook.',
    'Then import companies that have LinkedIn addresses: their list is enriched after the import.',
    'Ctrl-C ends it.',
  )
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void server.stop())
} catch (error) {
  fail('FAKE_BRIGHT_DATA', error instanceof Error ? error.message : String(error), false)
}

function say(...lines: string[]): void {
  for (const line of lines) process.stdout.write(`${line}\n`)
}
