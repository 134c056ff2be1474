import ipaddr from 'ipaddr.js'
import { z } from 'zod'

const wholeNumber = (min: number, max: number) => {
  const error = `a whole number from ${min} to ${max}`
  const number = z.number().min(min, { error }).max(max, { error })
  return z
    .string()
    .regex(/^\d{1,15}$/, { error })
    .transform(Number)
    .pipe(number)
}
const oneOf = <const Words extends readonly [string, ...string[]]>(...words: Words) =>
  z.enum(words, { error: `one of ${words.join(', ')}` })

/**
 * The environment variables in groups, each with its default and a description, whose last sentence “Unset: …” says what applies
 * without a value. docs/configuration.md and .env.example are generated from them.
 */
export const variables = {
  Server: {
    PORT: wholeNumber(0, 65_535)
      .prefault('4000')
      .describe('Port of the server, at http://localhost:4000/graphql; 0 picks a free port.'),
    HOST: z
      .string()
      .regex(/^\S+$/, { error: 'a host name or an IP address' })
      .prefault('127.0.0.1')
      .describe('Address that the server listens on; 0.0.0.0 accepts connections from other machines.'),
    PUBLIC_URL: z
      .string()
      .refine(isPublicUrl, { error: 'a URL such as https://leads.example.com' })
      .transform((url) => url.replace(/\/+$/, ''))
      .optional()
      .describe(
        'Base of links to this server if it is behind a proxy, such as https://leads.example.com. Unset: http and the host of the request.',
      ),
    TRUSTED_PROXIES: wholeNumber(0, 10)
      .prefault('0')
      .describe(
        'Number of proxies in front of the server: the client address is taken from X-Forwarded-For, that many entries from the end.',
      ),
    ROLE: oneOf('all', 'api', 'worker')
      .prefault('all')
      .describe(
        'Role of this process: `api` serves GraphQL, `worker` runs jobs in the background, `all` does both. `api` and `worker` require DATABASE_URL; you can start any number of each.',
      ),
    NODE_ENV: z
      .string()
      .prefault('development')
      .describe(
        '`production` disables GraphiQL and introspection, unless GRAPHIQL or INTROSPECTION enables them, and suggests no field names in errors.',
      ),
  },
  'Database and events': {
    DATABASE_URL: z
      .string()
      .refine(isPostgresUrl, { error: 'a URL such as postgresql://user:password@host:5432/database' })
      .optional()
      .describe(
        'The database, such as postgresql://user:password@host:5432/leadstream. Unset: Leadstream starts an embedded Postgres, with its data in DATA_DIR.',
      ),
    DATABASE_DIRECT_URL: z
      .string()
      .refine(isPostgresUrl, { error: 'a URL such as postgresql://user:password@host:5432/database' })
      .optional()
      .describe(
        'The same database without the pooler, if DATABASE_URL goes through one in transaction mode, such as PgBouncer: events, workers, locks and migrations need connections of their own. Unset: DATABASE_URL.',
      ),
    DATABASE_POOL_SIZE: wholeNumber(3, 1_000)
      .prefault('10')
      .describe(
        'Maximum database connections for requests and jobs. A process uses one more for events, and one with a worker thirteen more for its queue and locks.',
      ),
    READ_TIMEOUT_MS: wholeNumber(0, 3_600_000)
      .prefault('15000')
      .describe(
        'Milliseconds that Postgres may spend on one statement of a query or subscription; exports and imports have no limit. 0: no limit.',
      ),
    DATA_DIR: z.string().prefault('.leadstream').describe('Folder of the embedded Postgres’ data.'),
    MIN_FREE_DISK_MB: wholeNumber(0, 10_000_000)
      .prefault('1000')
      .describe(
        'Uploads are rejected if the disk of the embedded Postgres has fewer free megabytes than this, so that it never fills up. 0: no limit.',
      ),
    REDIS_URL: z
      .string()
      .refine(isRedisUrl, { error: 'a URL such as redis://:password@host:6379' })
      .optional()
      .describe(
        'Redis for the events between many processes, such as redis://:password@host:6379; one per deployment. Unset: Postgres carries them.',
      ),
  },
  API: {
    GRAPHIQL: oneOf('true', 'false')
      .optional()
      .describe('Serves GraphiQL to browsers at /graphql: true or false. Unset: true, except in production.'),
    INTROSPECTION: oneOf('true', 'false')
      .optional()
      .describe(
        'Allows introspection of the schema (also in schema.graphql): true or false. Unset: true, except in production without GraphiQL.',
      ),
    TRUSTED_DOCUMENTS: oneOf('any', 'only')
      .prefault('any')
      .describe(
        '`only` refuses operations that are not in TRUSTED_DOCUMENTS_FILE, docs/operations/ or the dashboard: `any` or `only`.',
      ),
    TRUSTED_DOCUMENTS_FILE: z
      .string()
      .optional()
      .describe(
        'JSON file with operations that clients may send by their id or hash, as GraphQL Code Generator, Relay and Apollo write it. Unset: none.',
      ),
    ALLOWED_ORIGINS: z
      .string()
      .transform((list) => list.split(',').map((origin) => origin.trim().replace(/\/$/, '').toLowerCase()))
      .refine((list) => list.every((origin) => origin === '*' || isOrigin(origin)), {
        error: '*, or comma-separated origins such as https://app.example.com',
      })
      .optional()
      .describe(
        'Comma-separated origins of other web pages that may call this server, such as https://app.example.com; * for all. Unset: none.',
      ),
    RATE_LIMIT_PER_USER: wholeNumber(0, 1_000_000)
      .prefault('3000')
      .describe('Maximum requests per minute by one user; 0: no limit.'),
    RATE_LIMIT_PER_ADDRESS: wholeNumber(0, 1_000_000)
      .prefault('600')
      .describe(
        'Maximum unauthenticated requests per minute from one IP address (for IPv6, one /64 network); 0: no limit.',
      ),
    MAX_CONNECTIONS_PER_USER: wholeNumber(1, 100_000)
      .prefault('100')
      .describe(
        'Maximum concurrent WebSockets, event streams, uploads and downloads of one user, or of one address without a valid token.',
      ),
  },
  'Files and imports': {
    MAX_UPLOAD_MB: wholeNumber(1, 10_000)
      .prefault('1000')
      .describe(
        'Maximum size of an uploaded file, in megabytes (1,000,000 bytes). A JSON request is always limited to 25.',
      ),
    MAX_STAGED_MB_PER_USER: wholeNumber(1, 10_000_000)
      .prefault('3000')
      .describe('Maximum size of all unexpired uploads of a user, in megabytes.'),
    UPLOAD_TTL_HOURS: wholeNumber(1, 8_760)
      .prefault('24')
      .describe('Hours until an uploaded file expires and can no longer be imported.'),
    IMPORT_PAGE_SIZE: wholeNumber(1, 50_000)
      .prefault('5000')
      .describe('Rows of a file per transaction: more is faster, fewer updates the progress more often.'),
    WORKER_CONCURRENCY: wholeNumber(1, 100)
      .prefault('2')
      .describe(
        'Number of jobs that this process runs at the same time, beside one import of at most 5,000 rows and jobs that wait for other servers.',
      ),
    OUTCOMES_DAYS: wholeNumber(0, 36_500)
      .prefault('0')
      .describe(
        'Days after the end of an import until the record of its skipped rows (outcomes) is deleted; 0: as long as the list exists.',
      ),
  },
  Credits: {
    CREDITS_LOW: wholeNumber(0, 2_147_483_647)
      .prefault('100')
      .describe('The event `credits.low` is sent when a user’s available credits fall below this number; 0: never.'),
    UNDO_REFUND_HOURS: wholeNumber(0, 87_600)
      .prefault('24')
      .describe(
        'Hours after the end of an import of a file or of addLeads during which undoing it refunds its credits. 0: never.',
      ),
  },
  LinkedIn: {
    UNIPILE_URL: z
      .string()
      .refine(isPublicUrl, { error: 'a URL such as https://api1.unipile.com:13111' })
      .transform((url) => url.replace(/\/+$/, ''))
      .optional()
      .describe(
        'LinkedIn, through Unipile: the URL (DSN) of your workspace, such as https://api1.unipile.com:13111. Users can connect their own accounts if Unipile can reach PUBLIC_URL; otherwise, assign accounts with `account assign`. Unset: a sandbox with fictional people, in which every user has Sales Navigator.',
      ),
    UNIPILE_API_KEY: z
      .string()
      .regex(/^[!-~]+$/, { error: 'an API key of Unipile' })
      .optional()
      .describe('API key of your Unipile workspace; set it together with UNIPILE_URL. Unset: the sandbox.'),
    UNIPILE_WEBHOOK_SECRET: z
      .string()
      .regex(/^[!-~]{16,}$/, { error: '16 characters or more, without spaces' })
      .optional()
      .describe(
        'Lets Unipile report immediately that an account was disconnected or reconnected. Create a webhook for the account status at Unipile with the URL $PUBLIC_URL/webhooks/unipile/account-status and the header `Unipile-Auth`, whose value is this secret (16 characters or more). Unset: it is detected within an hour.',
      ),
    SALES_NAV_SPACING_MS: wholeNumber(0, 3_600_000)
      .optional()
      .describe(
        'Milliseconds between two requests of one LinkedIn account, varied by 25%. Unset: 3000 (sandbox: 300).',
      ),
    SALES_NAV_DAILY_LEADS: wholeNumber(1, 1_000_000)
      .optional()
      .describe(
        'Maximum leads per LinkedIn account and day (UTC); LinkedIn may restrict accounts that read more. Unset: 2500 (sandbox: 1000000).',
      ),
  },
  Enrichment: {
    BRIGHT_DATA_API_KEY: z
      .string()
      .regex(/^[!-~]+$/, { error: 'an API key of Bright Data' })
      .optional()
      .describe(
        'Company data from LinkedIn, through Bright Data: the API key of your account. With a PUBLIC_URL, Bright Data sends its results to a webhook; otherwise, they are polled. Unset: a sandbox with fictional data.',
      ),
    BRIGHT_DATA_URL: z
      .string()
      .refine(isPublicUrl, { error: 'a URL such as https://api.brightdata.com' })
      .transform((url) => url.replace(/\/+$/, ''))
      .prefault('https://api.brightdata.com')
      .describe('Base URL of Bright Data’s API.'),
    ENRICHMENT_BATCH: wholeNumber(1, 5_000)
      .prefault('500')
      .describe('Companies per request to Bright Data: more need fewer requests, fewer return sooner.'),
    ENRICHMENT_POLL_MS: wholeNumber(100, 3_600_000)
      .optional()
      .describe('Milliseconds between two polls of Bright Data. Unset: 10000 (sandbox: 1000).'),
    ENRICHMENT_FRESH_DAYS: wholeNumber(0, 3_650)
      .prefault('30')
      .describe('Days until a company may be looked up again, in any list of the same user.'),
  },
  Webhooks: {
    WEBHOOK_ALLOW_HTTP: oneOf('true', 'false')
      .prefault('false')
      .describe('Allows webhooks to http URLs, which anyone on the way can read: true or false.'),
    WEBHOOK_ALLOW_ADDRESSES: z
      .string()
      .transform((list) => list.split(',').map((address) => address.trim()))
      .refine((list) => list.every((address) => ipaddr.isValid(address) || ipaddr.isValidCIDR(address)), {
        error: 'comma-separated IP addresses and networks such as 10.0.5.0/24',
      })
      .optional()
      .describe(
        'Private addresses and networks to which webhooks may be sent, comma-separated, such as 10.0.5.0/24. Every user can send requests to them. Host names are resolved by DNS, never by /etc/hosts. Unset: public addresses only.',
      ),
    WEBHOOK_DELIVERIES_DAYS: wholeNumber(1, 36_500)
      .prefault('30')
      .describe('Days until the log of a webhook’s deliveries is deleted.'),
  },
  'Logs, metrics and traces': {
    LOG_LEVEL: oneOf('trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent')
      .prefault('info')
      .describe('`trace`, `debug`, `info`, `warn`, `error`, `fatal` or `silent`.'),
    LOG_FORMAT: oneOf('json', 'pretty')
      .optional()
      .describe(
        '`json` logs one object per line, `pretty` is for people. Unset: `pretty` in a terminal, otherwise `json`.',
      ),
    METRICS_PORT: wholeNumber(0, 65_535)
      .optional()
      .describe('Port of Prometheus metrics, at /metrics on HOST; keep it from the public. Unset: off.'),
    OTEL_EXPORTER_OTLP_ENDPOINT: z
      .string()
      .refine(isPublicUrl, { error: 'a URL such as http://localhost:4318' })
      .transform((url) => url.replace(/\/+$/, ''))
      .optional()
      .describe(
        'OpenTelemetry collector that receives traces by OTLP over HTTP, such as http://localhost:4318. Unset: no tracing.',
      ),
    OTEL_SERVICE_NAME: z.string().prefault('leadstream').describe('Name of this service in traces.'),
  },
} as const

/** The variables with their defaults; defaults that depend on other variables are in `loadConfig`. */
export const environment = z.object({
  ...variables.Server,
  ...variables['Database and events'],
  ...variables.API,
  ...variables['Files and imports'],
  ...variables.Credits,
  ...variables.LinkedIn,
  ...variables.Enrichment,
  ...variables.Webhooks,
  ...variables['Logs, metrics and traces'],
})

function isPostgresUrl(value: string): boolean {
  return URL.canParse(value) && ['postgres:', 'postgresql:'].includes(new URL(value).protocol)
}

function isRedisUrl(value: string): boolean {
  return URL.canParse(value) && ['redis:', 'rediss:'].includes(new URL(value).protocol)
}

function isPublicUrl(value: string): boolean {
  return /^https?:\/\/[^/?#@\s]+(\/[^?#\s]*)?$/i.test(value) && URL.canParse(value)
}

function isOrigin(value: string): boolean {
  return /^https?:[^*]+$/.test(value) && URL.canParse(value) && new URL(value).origin === value
}
