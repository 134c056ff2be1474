import { type DestinationStream, type Logger, pino, stdTimeFunctions } from 'pino'
import { isColorSupported, prettyFactory } from 'pino-pretty'
import type { Config } from './config.ts'

/** The structured log; `log.child({ … })` adds fields to every line of a part. */
export type Log = Logger

const secrets = [
  'authorization',
  'Authorization',
  'cookie',
  'Cookie',
  'set-cookie',
  'token',
  'password',
  'key',
  'apiKey',
  'email',
  'databaseUrl',
]

/** A log that writes to `destination` (absent: standard output) and never shows what a secret's field holds, three levels deep. */
export function createLog(config: Pick<Config, 'logLevel' | 'logFormat'>, destination?: DestinationStream): Log {
  const options = {
    level: config.logLevel,
    base: { pid: process.pid },
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (level: string) => ({ level }) },
    redact: {
      paths: secrets.flatMap((name) => ['', '*', '*.*'].map((parent) => `${parent}["${name}"]`)),
      censor: '[redacted]',
    },
  }
  const output = destination ?? pino.destination({ fd: 1, sync: true })
  if (config.logFormat === 'json') return pino(options, output)
  // The formatter alone: as a stream, it would lose the lines of a process that ends right after them.
  const format = prettyFactory({ colorize: isColorSupported, ignore: 'pid', translateTime: 'HH:MM:ss' })
  return pino(options, { write: (line) => output.write(format(line)) })
}
