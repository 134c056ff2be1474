import { AsyncLocalStorage } from 'node:async_hooks'
import { type DestinationStream, type Logger, pino, stdSerializers, stdTimeFunctions } from 'pino'
import { isColorSupported, prettyFactory } from 'pino-pretty'
import type { Config } from './config.ts'
import { currentTraceId } from './telemetry/tracing.ts'

/** The structured log; `log.child({ … })` adds fields to every line of a part. */
export type Log = Logger

/** What a line is about. */
interface LogContext {
  /** Also in the header `X-Request-Id` of the response. */
  readonly requestId?: string
  readonly runId?: string
}

const contexts = new AsyncLocalStorage<LogContext>()

/** Runs `work`; each line that is logged meanwhile has these fields. */
export function withLogContext<T>(context: LogContext, work: () => T): T {
  return contexts.run({ ...contexts.getStore(), ...context }, work)
}

/** Returns the id of the current HTTP request; undefined outside requests. */
export function currentRequestId(): string | undefined {
  return contexts.getStore()?.requestId
}

const redacted = '[redacted]'

const secretFields = [
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

/**
 * Secrets anywhere in a line of JSON: tokens, secrets of webhooks, bearer credentials, URL parameters, passwords in URLs, e-mail addresses, and the
 * arguments that Prisma quotes in errors.
 */
const secretTexts: readonly (readonly [RegExp, string])[] = [
  [/ls_[\w-]{43}/g, redacted],
  [/whsec_[\w+/=]+/g, redacted],
  [/\b(bearer\s+)[^\s"\\<]+/gi, `$1${redacted}`],
  [/([?&](?:signature|token|key|secret)=)[^&\s"\\]+/gi, `$1${redacted}`],
  [/(:\/\/)[^\s/"\\@]{1,500}@/g, `$1${redacted}@`],
  [/[^\s"'`<>()[\]{}\\,;:=/@]{1,64}@(?:[^\s"'`<>()[\]{}\\,;:=/@.]{1,63}\.)+\p{L}[\p{L}\p{N}-]+/gu, redacted],
  [/(\binvocation:(?:\\n)+)\{\\n.*?\\n\}(?=\\n)/g, `$1${redacted}`],
]

/** Properties of errors that are logged; others may quote rows or connection strings. */
const errorFacts = ['code', 'severity', 'constraint', 'table', 'column', 'routine', 'syscall', 'address', 'port']

type Options = Pick<Config, 'logLevel' | 'logFormat'> &
  Partial<Pick<Config, 'unipile' | 'brightData' | 'unipileWebhookSecret'>>

/**
 * Returns a log that writes to `destination` (default: standard output) without secrets: it redacts secret fields up to three
 * levels deep, and tokens, configured API keys, passwords in URLs and e-mail addresses in any text.
 */
export function createLog(config: Options, destination?: DestinationStream): Log {
  const keys = [config.unipile?.apiKey, config.brightData?.apiKey, config.unipileWebhookSecret].filter(isLong)
  const options = {
    level: config.logLevel,
    base: { pid: process.pid },
    timestamp: stdTimeFunctions.isoTime,
    mixin: () => ({ ...contexts.getStore(), ...traceFields() }),
    formatters: { level: (level: string) => ({ level }) },
    serializers: { err: serializeError },
    redact: {
      paths: secretFields.flatMap((name) => ['', '*', '*.*'].map((parent) => `${parent}["${name}"]`)),
      censor: redacted,
    },
    hooks: { streamWrite: (line: string) => hideSecrets(line, keys) },
  }
  const output = destination ?? pino.destination({ fd: 1, sync: true })
  if (config.logFormat === 'json') return pino(options, output)
  // Used as a function, because as a stream it loses the last lines of a process that exits.
  const format = prettyFactory({ colorize: isColorSupported, ignore: 'pid', translateTime: 'HH:MM:ss' })
  return pino(options, { write: (line) => output.write(format(line)) })
}

function traceFields(): { trace?: string } {
  const trace = currentTraceId()
  return trace === undefined ? {} : { trace }
}

/** Short keys are not redacted, because they may occur in ordinary words. */
function isLong(key: string | null | undefined): key is string {
  return typeof key === 'string' && key.length >= 8
}

function hideSecrets(line: string, keys: readonly string[]): string {
  const withoutKeys = keys.reduce((text, key) => text.replaceAll(JSON.stringify(key).slice(1, -1), redacted), line)
  return secretTexts.reduce((text, [secret, instead]) => text.replace(secret, instead), withoutKeys)
}

function serializeError(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const { type, message, stack, ...rest } = stdSerializers.err(error)
  const facts = errorFacts.flatMap((name) => {
    const fact: unknown = rest[name]
    return typeof fact === 'string' || typeof fact === 'number' ? [[name, fact]] : []
  })
  const errors = error instanceof AggregateError ? { errors: error.errors.map(serializeError) } : {}
  return { type, message, stack, ...Object.fromEntries(facts), ...errors }
}
