import { styleText } from 'node:util'
import { Command, InvalidArgumentError } from 'commander'
import { startFakeUnipile } from '../providers/sales-nav/fake/fake-unipile.ts'
import { fail } from './run.ts'

const wholeNumber = (max: number) => (value: string) => {
  if (/^\d{1,9}$/.test(value) && Number(value) <= max) return Number(value)
  throw new InvalidArgumentError(`It must be a whole number from 0 to ${max}.`)
}

const options = new Command('fake-unipile')
  .description("Serve Unipile's API with invented people, to try Leadstream against it, faults included")
  .option('--port <number>', 'port to listen on', wholeNumber(65_535), 4010)
  .option('--key <key>', 'the API key that it asks for', 'fake-key')
  .option(
    '--faults <percent>',
    'how many of a hundred searches are at fault, in ways that a run gets over',
    wholeNumber(100),
    0,
  )
  .option('--seed <number>', 'which faults come when', wholeNumber(999_999_999), 1)
  .option('--latency <ms>', 'how long an answer takes', wholeNumber(60_000), 200)
  .parse()
  .opts<{ port: number; key: string; faults: number; seed: number; latency: number }>()

try {
  const server = await startFakeUnipile({
    port: options.port,
    apiKey: options.key,
    latency: options.latency,
    faults: { percent: options.faults, seed: options.seed },
    onEnd: ({ method, path, query, fault, start, end, status }) => {
      const took = Math.round((end ?? start) - start)
      const line = `${method} ${path} ${query['account_id'] ?? ''} → ${status ?? 'no answer'}, ${took} ms${fault ? `, ${fault}` : ''}`
      say(fault && process.stdout.isTTY ? styleText('yellow', line) : line)
    },
  })
  say(
    `The fake Unipile serves ${server.url}, with one LinkedIn account: fake-account`,
    'Point Leadstream at it:',
    `  UNIPILE_URL=${server.url} UNIPILE_API_KEY=${server.apiKey} PUBLIC_URL=http://127.0.0.1:4000 npm start`,
    'Then connect an account with the mutation connectLinkedInAccount: its page signs in somebody invented.',
    'Ctrl-C ends it.',
  )
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void server.stop())
} catch (error) {
  fail('FAKE_UNIPILE', error instanceof Error ? error.message : String(error), false)
}

function say(...lines: string[]): void {
  for (const line of lines) process.stdout.write(`${line}\n`)
}
