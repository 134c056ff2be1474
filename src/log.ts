import { type DestinationStream, type Logger, pino, stdTimeFunctions } from 'pino'
import pretty from 'pino-pretty'
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
  if (config.logFormat === 'json') return destination ? pino(options, destination) : pino(options)
  return pino(options, pretty({ sync: true, ignore: 'pid', ...(destination && { destination }) }))
}
