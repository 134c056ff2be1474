import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { describe, expect, test } from 'vitest'
import { renderConfiguration, renderExample } from '../docs/site/configuration.ts'
import { ConfigError, loadConfig } from '../src/config.ts'

const defaults = {
  port: 4000,
  host: '127.0.0.1',
  tracing: null,
  metricsPort: null,
  publicUrl: null,
  databaseUrl: null,
  databaseDirectUrl: null,
  redisUrl: null,
  dataDir: join(process.cwd(), '.leadstream'),
  role: 'all',
  logLevel: 'info',
  logFormat: 'json',
  production: false,
  graphiql: true,
  introspection: true,
  trustedDocuments: 'any',
  trustedDocumentsFile: null,
  allowedOrigins: [],
  maxUploadBytes: 1_000_000_000,
  uploadTtlHours: 24,
  maxStagedBytesPerUser: 3_000_000_000,
  minFreeDiskBytes: 1_000_000_000,
  outcomesDays: 0,
  deliveriesDays: 30,
  poolSize: 10,
  readTimeout: 15_000,
  rateLimitPerUser: 3_000,
  rateLimitPerAddress: 600,
  connectionsPerUser: 100,
  trustedProxies: 0,
  undoRefundHours: 24,
  workerConcurrency: 2,
  pageSize: 5_000,
  unipile: null,
  unipileWebhookSecret: null,
  salesNavSpacing: 300,
  salesNavDailyLeads: 1_000_000,
  brightData: null,
  enrichmentBatch: 500,
  enrichmentPoll: 1_000,
  enrichmentFreshDays: 30,
  webhookHttp: false,
  webhookAddresses: [],
  creditsLow: 100,
}
const unipile = { UNIPILE_URL: 'https://api1.unipile.com:13111', UNIPILE_API_KEY: 'a-key' }
const databaseUrl = 'postgresql://u:p@db:5432/leads?sslmode=disable'

test('has a default for everything, and is frozen', () => {
  const config = loadConfig({}, false)
  expect(config).toEqual(defaults)
  expect(Object.isFrozen(config)).toBe(true)
})

test.each([
  [{ PORT: '0' }, { port: 0 }],
  [
    { PORT: '8080', HOST: '0.0.0.0' },
    { port: 8080, host: '0.0.0.0' },
  ],
  [{ PUBLIC_URL: 'https://leads.example.com/' }, { publicUrl: 'https://leads.example.com' }],
  [{ PUBLIC_URL: 'http://proxy:8080/leads' }, { publicUrl: 'http://proxy:8080/leads' }],
  [{ PORT: '', LOG_LEVEL: '' }, {}],
  [{ PUBLIC_URL: 'https://leads.example.com/' }, { publicUrl: 'https://leads.example.com' }],
  [{ PUBLIC_URL: 'http://proxy:8080/leads' }, { publicUrl: 'http://proxy:8080/leads' }],
  [{ DATABASE_URL: databaseUrl }, { databaseUrl }],
  [
    { DATABASE_URL: databaseUrl, ROLE: 'worker' },
    { databaseUrl, role: 'worker' },
  ],
  [{ DATA_DIR: '/var/lib/leads' }, { dataDir: '/var/lib/leads' }],
  [{ NODE_ENV: 'production' }, { production: true, graphiql: false, introspection: false }],
  [{ NODE_ENV: 'production', GRAPHIQL: 'true' }, { production: true }],
  [{ GRAPHIQL: 'false' }, { graphiql: false }],
  [
    { NODE_ENV: 'production', INTROSPECTION: 'true' },
    { production: true, graphiql: false },
  ],
  [{ INTROSPECTION: 'false' }, { introspection: false }],
  [{ TRUSTED_DOCUMENTS: 'only' }, { trustedDocuments: 'only' }],
  [{ TRUSTED_DOCUMENTS_FILE: '/etc/documents.json' }, { trustedDocumentsFile: '/etc/documents.json' }],
  [{ ALLOWED_ORIGINS: '*' }, { allowedOrigins: ['*'] }],
  [
    { ALLOWED_ORIGINS: 'https://App.example.com/, http://localhost:5173' },
    { allowedOrigins: ['https://app.example.com', 'http://localhost:5173'] },
  ],
  [
    { LOG_LEVEL: 'trace', LOG_FORMAT: 'pretty' },
    { logLevel: 'trace', logFormat: 'pretty' },
  ],
  [
    { MAX_UPLOAD_MB: '5', UPLOAD_TTL_HOURS: '1' },
    { maxUploadBytes: 5_000_000, uploadTtlHours: 1 },
  ],
  [
    { MAX_STAGED_MB_PER_USER: '50', MIN_FREE_DISK_MB: '0' },
    { maxStagedBytesPerUser: 50_000_000, minFreeDiskBytes: 0 },
  ],
  [
    { DATABASE_POOL_SIZE: '20', WORKER_CONCURRENCY: '4', IMPORT_PAGE_SIZE: '7' },
    { poolSize: 20, workerConcurrency: 4, pageSize: 7 },
  ],
  [
    { RATE_LIMIT_PER_USER: '0', RATE_LIMIT_PER_ADDRESS: '10', MAX_CONNECTIONS_PER_USER: '5', TRUSTED_PROXIES: '1' },
    { rateLimitPerUser: 0, rateLimitPerAddress: 10, connectionsPerUser: 5, trustedProxies: 1 },
  ],
  [
    unipile,
    {
      unipile: { url: 'https://api1.unipile.com:13111', apiKey: 'a-key' },
      salesNavSpacing: 3_000,
      salesNavDailyLeads: 2_500,
    },
  ],
  [{ UNIPILE_WEBHOOK_SECRET: 'sixteen-or-more!' }, { unipileWebhookSecret: 'sixteen-or-more!' }],
  [
    { SALES_NAV_SPACING_MS: '0', SALES_NAV_DAILY_LEADS: '100' },
    { salesNavSpacing: 0, salesNavDailyLeads: 100 },
  ],
  [
    { BRIGHT_DATA_API_KEY: 'a-key' },
    { brightData: { url: 'https://api.brightdata.com', apiKey: 'a-key' }, enrichmentPoll: 10_000 },
  ],
  [
    { BRIGHT_DATA_API_KEY: 'a-key', BRIGHT_DATA_URL: 'http://127.0.0.1:4002/', ENRICHMENT_POLL_MS: '100' },
    { brightData: { url: 'http://127.0.0.1:4002', apiKey: 'a-key' }, enrichmentPoll: 100 },
  ],
  [
    { ENRICHMENT_BATCH: '50', ENRICHMENT_FRESH_DAYS: '7' },
    { enrichmentBatch: 50, enrichmentFreshDays: 7 },
  ],
  [{ UNDO_REFUND_HOURS: '0' }, { undoRefundHours: 0 }],
])('reads %o', (env, expected) => {
  expect(loadConfig(env, false)).toEqual({ ...defaults, ...expected })
})

test('logs in a readable format in a terminal, unless LOG_FORMAT is set', () => {
  expect(loadConfig({}, true).logFormat).toBe('pretty')
  expect(loadConfig({ LOG_FORMAT: 'json' }, true).logFormat).toBe('json')
})

test.each<readonly [NodeJS.ProcessEnv, string]>([
  [{ PORT: '65536' }, 'PORT is "65536"; it must be a whole number from 0 to 65535.'],
  [{ PORT: '4e3' }, 'PORT is "4e3"; it must be a whole number from 0 to 65535.'],
  [{ HOST: 'a b' }, 'HOST is "a b"; it must be a host name or an IP address.'],
  [{ ROLE: 'both' }, 'ROLE is "both"; it must be one of all, api, worker.'],
  [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL is "loud"; it must be one of trace, debug, info, warn, error, fatal, silent.'],
  [{ LOG_FORMAT: 'xml' }, 'LOG_FORMAT is "xml"; it must be one of json, pretty.'],
  [{ INTROSPECTION: 'yes' }, 'INTROSPECTION is "yes"; it must be one of true, false.'],
  ...['app.example.com', 'https://a/b', 'null', 'https://*.a', 'https://a,'].map(
    (list) =>
      [
        { ALLOWED_ORIGINS: list },
        `ALLOWED_ORIGINS is "${list}"; it must be *, or comma-separated origins such as https://app.example.com.`,
      ] as const,
  ),
  [{ GRAPHIQL: 'maybe' }, 'GRAPHIQL is "maybe"; it must be one of true, false.'],
  [{ MAX_UPLOAD_MB: '0' }, 'MAX_UPLOAD_MB is "0"; it must be a whole number from 1 to 10000.'],
  [{ UPLOAD_TTL_HOURS: '-1' }, 'UPLOAD_TTL_HOURS is "-1"; it must be a whole number from 1 to 8760.'],
  [{ DATABASE_POOL_SIZE: '2' }, 'DATABASE_POOL_SIZE is "2"; it must be a whole number from 3 to 1000.'],
  [{ WORKER_CONCURRENCY: '1.5' }, 'WORKER_CONCURRENCY is "1.5"; it must be a whole number from 1 to 100.'],
  [{ IMPORT_PAGE_SIZE: '0' }, 'IMPORT_PAGE_SIZE is "0"; it must be a whole number from 1 to 50000.'],
  [
    { DATABASE_URL: 'mysql://u:secret@db/leads' },
    'DATABASE_URL is not usable; it must be a URL such as postgresql://user:password@host:5432/database.',
  ],
  ...['leads.example.com', 'ftp://a', 'https://', 'https://a/?b', 'https://u:p@a'].map(
    (url) =>
      [{ PUBLIC_URL: url }, `PUBLIC_URL is "${url}"; it must be a URL such as https://leads.example.com.`] as const,
  ),
  [
    { ...unipile, UNIPILE_URL: 'https://me:secret@unipile.com' },
    'UNIPILE_URL is not usable; it must be a URL such as https://api1.unipile.com:13111.',
  ],
  [{ UNIPILE_API_KEY: 'two words' }, 'UNIPILE_API_KEY is not usable; it must be an API key of Unipile.'],
  [
    { UNIPILE_API_KEY: '', UNIPILE_URL: unipile.UNIPILE_URL },
    'UNIPILE_API_KEY is missing. Set it together with UNIPILE_URL, or set neither.',
  ],
  [
    { UNIPILE_URL: '', UNIPILE_API_KEY: 'a-key' },
    'UNIPILE_URL is missing. Set it together with UNIPILE_API_KEY, or set neither.',
  ],
  [
    { UNIPILE_WEBHOOK_SECRET: 'too-short' },
    'UNIPILE_WEBHOOK_SECRET is not usable; it must be 16 characters or more, without spaces.',
  ],
  [{ SALES_NAV_DAILY_LEADS: '0' }, 'SALES_NAV_DAILY_LEADS is "0"; it must be a whole number from 1 to 1000000.'],
  [
    { BRIGHT_DATA_URL: 'https://me:secret@brightdata.com' },
    'BRIGHT_DATA_URL is not usable; it must be a URL such as https://api.brightdata.com.',
  ],
  [{ BRIGHT_DATA_API_KEY: 'two words' }, 'BRIGHT_DATA_API_KEY is not usable; it must be an API key of Bright Data.'],
  [{ ENRICHMENT_BATCH: '0' }, 'ENRICHMENT_BATCH is "0"; it must be a whole number from 1 to 5000.'],
  [{ ENRICHMENT_POLL_MS: '99' }, 'ENRICHMENT_POLL_MS is "99"; it must be a whole number from 100 to 3600000.'],
  [{ ENRICHMENT_FRESH_DAYS: 'always' }, 'ENRICHMENT_FRESH_DAYS is "always"; it must be a whole number from 0 to 3650.'],
  [{ ROLE: 'api' }, 'ROLE=api needs DATABASE_URL: the embedded Postgres works only with ROLE=all.'],
])('refuses %o in one line', (env, message) => {
  const failing = () => loadConfig(env, false)
  expect(failing).toThrow(ConfigError)
  expect(failing).toThrow(expect.objectContaining({ message, variable: Object.keys(env)[0] }))
})

describe('.env.example', () => {
  const example = parseEnv(readFileSync(new URL('../.env.example', import.meta.url), 'utf8'))

  test('and docs/configuration.md are up to date; `npm run configuration` renews them', () => {
    const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8')
    expect(read('../.env.example')).toBe(renderExample())
    expect(read('../docs/configuration.md')).toBe(renderConfiguration())
  })

  test('shows the defaults', () => {
    expect(loadConfig(example, false)).toEqual(loadConfig({}, false))
  })
})
