import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import type { z } from 'zod'
import { environment } from './environment.ts'
import { DomainError } from './errors.ts'

/** The configuration from the environment, validated and frozen. */
export interface Config {
  readonly port: number
  readonly host: string
  /** OpenTelemetry collector that receives traces, and the name of this service in them; null: no tracing. */
  readonly tracing: { readonly url: string; readonly serviceName: string } | null
  /** Port of `/metrics`; null: not served. */
  readonly metricsPort: number | null
  /** Origin for links to this server, without a trailing slash; null: the host of the request. */
  readonly publicUrl: string | null
  /** Null: embedded Postgres under `dataDir`. */
  readonly databaseUrl: string | null
  /** The database without a transaction pooler in between; null: `databaseUrl` has none. */
  readonly databaseDirectUrl: string | null
  /** Redis that carries the events; null: Postgres does. */
  readonly redisUrl: string | null
  readonly dataDir: string
  readonly role: 'all' | 'api' | 'worker'
  readonly logLevel: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent'
  readonly logFormat: 'json' | 'pretty'
  readonly production: boolean
  readonly graphiql: boolean
  readonly introspection: boolean
  /** Which operations clients may send: any, or only those of `trustedDocumentsFile`, docs/operations/ and the dashboard. */
  readonly trustedDocuments: 'any' | 'only'
  /** Path of a JSON file with operations that clients may send by id; null: none. */
  readonly trustedDocumentsFile: string | null
  /** Other origins whose web pages may call this server; `*` allows all. */
  readonly allowedOrigins: readonly string[]
  readonly maxUploadBytes: number
  readonly uploadTtlHours: number
  /** Bytes that the uploads of one user may take up. */
  readonly maxStagedBytesPerUser: number
  /** Bytes to keep free on the disk of the embedded Postgres; uploads are refused below. */
  readonly minFreeDiskBytes: number
  /** Days after the end of a run until its outcomes are deleted; 0: as long as their list. */
  readonly outcomesDays: number
  /** Days until deliveries of webhooks are deleted. */
  readonly deliveriesDays: number
  readonly poolSize: number
  /** Milliseconds that a statement of a query or subscription may take; 0: no limit. */
  readonly readTimeout: number
  /** Requests per minute and user; 0: no limit. */
  readonly rateLimitPerUser: number
  /** Requests per minute and IP address without a valid token; 0: no limit. */
  readonly rateLimitPerAddress: number
  /** Maximum open sockets and streams per user, or per IP address without one. */
  readonly connectionsPerUser: number
  /** Number of proxies in front of the server whose X-Forwarded-For is trusted. */
  readonly trustedProxies: number
  readonly workerConcurrency: number
  readonly pageSize: number
  /** Unipile, for access to LinkedIn; null: the sandbox. */
  readonly unipile: { readonly url: string; readonly apiKey: string } | null
  /** Secret that Unipile sends with account status webhooks; null: they are disabled. */
  readonly unipileWebhookSecret: string | null
  /** Milliseconds between requests of one LinkedIn account (±25 %). */
  readonly salesNavSpacing: number
  /** Maximum leads per LinkedIn account and day (UTC). */
  readonly salesNavDailyLeads: number
  /** Bright Data, for company data; null: the sandbox. */
  readonly brightData: { readonly url: string; readonly apiKey: string } | null
  /** Companies per request to the provider. */
  readonly enrichmentBatch: number
  /** Milliseconds between polls of the provider. */
  readonly enrichmentPoll: number
  /** Days before company data is looked up again. */
  readonly enrichmentFreshDays: number
  /** Whether webhooks may have http URLs. */
  readonly webhookHttp: boolean
  /** Private IP addresses and networks to which webhooks may be sent. */
  readonly webhookAddresses: readonly string[]
  /** Available credits below which the event `credits.low` is sent; 0: never. */
  readonly creditsLow: number
  /** Hours after the end of an import during which undoing it refunds its credits; 0: never. */
  readonly undoRefundHours: number
}

/** An environment variable is invalid; the message is one line that names it. */
export class ConfigError extends DomainError {
  readonly code = 'CONFIG' as const
  readonly variable: string

  constructor(variable: string, message: string) {
    super(message)
    this.variable = variable
  }
}

/** Variables whose values error messages must not contain, because errors are logged. */
const secrets = new Set([
  'DATABASE_URL',
  'DATABASE_DIRECT_URL',
  'REDIS_URL',
  'UNIPILE_URL',
  'UNIPILE_API_KEY',
  'UNIPILE_WEBHOOK_SECRET',
  'BRIGHT_DATA_URL',
  'BRIGHT_DATA_API_KEY',
])

/** Returns the process's environment, completed by a `.env` file in the working directory. */
export function readEnvironment(): NodeJS.ProcessEnv {
  if (existsSync('.env')) process.loadEnvFile('.env')
  return process.env
}

/** Returns the configuration of an environment; throws a ConfigError for the first invalid value. An empty value counts as unset. */
export function loadConfig(env: NodeJS.ProcessEnv, terminal = process.stdout.isTTY === true): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const { data, error } = environment.safeParse(given)
  if (error) throw refusal(given, error.issues[0])

  if (data.DATABASE_URL === undefined && data.ROLE !== 'all') {
    throw new ConfigError(
      'ROLE',
      `ROLE=${data.ROLE} needs DATABASE_URL: the embedded Postgres works only with ROLE=all.`,
    )
  }
  if (data.DATABASE_URL === undefined && data.DATABASE_DIRECT_URL !== undefined) {
    throw new ConfigError(
      'DATABASE_URL',
      'DATABASE_URL is missing. Set it together with DATABASE_DIRECT_URL, or set only DATABASE_URL.',
    )
  }
  const unipile = unipileOf(data)
  const brightData =
    data.BRIGHT_DATA_API_KEY === undefined
      ? null
      : Object.freeze({ url: data.BRIGHT_DATA_URL, apiKey: data.BRIGHT_DATA_API_KEY })
  const production = data.NODE_ENV === 'production'
  const graphiql = data.GRAPHIQL === undefined ? !production : data.GRAPHIQL === 'true'
  return Object.freeze({
    port: data.PORT,
    host: data.HOST,
    tracing:
      data.OTEL_EXPORTER_OTLP_ENDPOINT === undefined
        ? null
        : Object.freeze({ url: data.OTEL_EXPORTER_OTLP_ENDPOINT, serviceName: data.OTEL_SERVICE_NAME }),
    metricsPort: data.METRICS_PORT ?? null,
    publicUrl: data.PUBLIC_URL ?? null,
    databaseUrl: data.DATABASE_URL ?? null,
    redisUrl: data.REDIS_URL ?? null,
    databaseDirectUrl: data.DATABASE_DIRECT_URL ?? null,
    dataDir: resolve(data.DATA_DIR),
    role: data.ROLE,
    logLevel: data.LOG_LEVEL,
    logFormat: data.LOG_FORMAT ?? (terminal ? 'pretty' : 'json'),
    production,
    graphiql,
    introspection: data.INTROSPECTION === undefined ? graphiql || !production : data.INTROSPECTION === 'true',
    trustedDocuments: data.TRUSTED_DOCUMENTS,
    trustedDocumentsFile: data.TRUSTED_DOCUMENTS_FILE === undefined ? null : resolve(data.TRUSTED_DOCUMENTS_FILE),
    allowedOrigins: Object.freeze(data.ALLOWED_ORIGINS ?? []),
    maxUploadBytes: data.MAX_UPLOAD_MB * 1_000_000,
    uploadTtlHours: data.UPLOAD_TTL_HOURS,
    maxStagedBytesPerUser: data.MAX_STAGED_MB_PER_USER * 1_000_000,
    minFreeDiskBytes: data.MIN_FREE_DISK_MB * 1_000_000,
    outcomesDays: data.OUTCOMES_DAYS,
    deliveriesDays: data.WEBHOOK_DELIVERIES_DAYS,
    poolSize: data.DATABASE_POOL_SIZE,
    readTimeout: data.READ_TIMEOUT_MS,
    rateLimitPerUser: data.RATE_LIMIT_PER_USER,
    rateLimitPerAddress: data.RATE_LIMIT_PER_ADDRESS,
    connectionsPerUser: data.MAX_CONNECTIONS_PER_USER,
    trustedProxies: data.TRUSTED_PROXIES,
    workerConcurrency: data.WORKER_CONCURRENCY,
    pageSize: data.IMPORT_PAGE_SIZE,
    unipile,
    unipileWebhookSecret: data.UNIPILE_WEBHOOK_SECRET ?? null,
    // The sandbox has no rate limits.
    salesNavSpacing: data.SALES_NAV_SPACING_MS ?? (unipile ? 3_000 : 300),
    salesNavDailyLeads: data.SALES_NAV_DAILY_LEADS ?? (unipile ? 2_500 : 1_000_000),
    brightData,
    enrichmentBatch: data.ENRICHMENT_BATCH,
    // The sandbox has no rate limits.
    enrichmentPoll: data.ENRICHMENT_POLL_MS ?? (brightData ? 10_000 : 1_000),
    enrichmentFreshDays: data.ENRICHMENT_FRESH_DAYS,
    webhookHttp: data.WEBHOOK_ALLOW_HTTP === 'true',
    webhookAddresses: Object.freeze(data.WEBHOOK_ALLOW_ADDRESSES ?? []),
    creditsLow: data.CREDITS_LOW,
    undoRefundHours: data.UNDO_REFUND_HOURS,
  })
}

function unipileOf({ UNIPILE_URL: url, UNIPILE_API_KEY: apiKey }: z.output<typeof environment>): Config['unipile'] {
  if (url !== undefined && apiKey !== undefined) return Object.freeze({ url, apiKey })
  if (url === undefined && apiKey === undefined) return null
  const [given, missing] = url === undefined ? ['UNIPILE_API_KEY', 'UNIPILE_URL'] : ['UNIPILE_URL', 'UNIPILE_API_KEY']
  throw new ConfigError(missing, `${missing} is missing. Set it together with ${given}, or set neither.`)
}

function refusal(given: NodeJS.ProcessEnv, issue: z.core.$ZodIssue | undefined): ConfigError {
  const variable = String(issue?.path[0])
  const value = secrets.has(variable) ? 'is not usable' : `is ${JSON.stringify(given[variable])}`
  return new ConfigError(variable, `${variable} ${value}; it must be ${issue?.message}.`)
}

/** Returns whether an npm script started this process. */
export function startedByNpm(): boolean {
  return process.env['npm_lifecycle_event'] !== undefined
}
