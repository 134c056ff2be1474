import { styleText } from 'node:util'
import { Command, InvalidArgumentError } from 'commander'
import type { FakeRequest } from '../providers/fake/fake-server.ts'
import { fail } from './run.ts'

/** The options of every fake server. */
export interface FakeServerOptions {
  port: number
  key: string
  faults: number
  seed: number
  latency: number
}

/** Returns a parser of a whole number from 0 to `max`, for commander. */
export function wholeNumber(max: number): (value: string) => number {
  return (value) => {
    if (/^\d{1,9}$/.test(value) && Number(value) <= max) return Number(value)
    throw new InvalidArgumentError(`It must be a whole number from 0 to ${max}.`)
  }
}

/** Creates the command of a fake server with the options that all have; `failing` names what fails. */
export function fakeServerCommand(options: {
  name: string
  description: string
  port: number
  failing: string
}): Command {
  return new Command(options.name)
    .description(options.description)
    .option('--port <number>', 'port to listen on', wholeNumber(65_535), options.port)
    .option('--key <key>', 'API key that clients must send', 'fake-key')
    .option(
      '--faults <percent>',
      `percentage of ${options.failing} that fail in a recoverable way`,
      wholeNumber(100),
      0,
    )
    .option('--seed <number>', 'seed of the random faults', wholeNumber(999_999_999), 1)
    .option('--latency <ms>', 'response time in milliseconds', wholeNumber(60_000), 200)
}

/** Starts a fake server, prints what `describe` returns, and stops it on Ctrl-C; prints the error if it cannot start. */
export async function runFakeServer<Server extends { stop(): Promise<void> }>(
  code: string,
  start: () => Promise<Server>,
  describe: (server: Server) => string[],
): Promise<void> {
  try {
    const server = await start()
    print(...describe(server), 'Press Ctrl-C to stop.')
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void server.stop())
  } catch (error) {
    fail(code, error instanceof Error ? error.message : String(error), false)
  }
}

/** Prints a request to a fake server and its response as one line, in yellow if it was a fault. */
export function printExchange({ method, path, status, start, end, fault }: FakeRequest, detail = ''): void {
  const duration = Math.round((end ?? start) - start)
  const line = `${[method, path, detail].filter(Boolean).join(' ')} → ${status ?? 'no response'}, ${duration} ms${fault ? `, ${fault}` : ''}`
  print(fault && process.stdout.isTTY ? styleText('yellow', line) : line)
}

function print(...lines: string[]): void {
  for (const line of lines) process.stdout.write(`${line}\n`)
}
