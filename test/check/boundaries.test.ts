import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { files, type Import, importsOf, readSource } from './imports.ts'

interface Rule {
  name: string
  forbids: (edge: Import) => boolean
}

const domains: Record<string, readonly string[]> = {
  imports: ['uploads', 'lists', 'credits', 'blocklist', 'accounts', 'users', 'enrichment', 'webhooks'],
  enrichment: ['lists', 'webhooks'],
  exports: ['imports', 'lists', 'uploads', 'users', 'blocklist'],
  deletion: ['imports', 'lists', 'users', 'credits'],
  users: ['credits', 'webhooks'],
  uploads: [],
  lists: [],
  credits: ['webhooks'],
  webhooks: [],
  blocklist: ['lists'],
  accounts: [],
}
const foundations = [
  'config.ts',
  'environment.ts',
  'log.ts',
  'errors.ts',
  'detached.ts',
  'folders.ts',
  'invisible.ts',
  'db',
  'events',
  'jobs',
  'identity',
  'telemetry',
]
const composers = ['app.ts', 'cli']
const room = (file: string) => file.split('/')[0] ?? ''
const isSchema = (file: string) => /(^|[/.])schema\.ts$/.test(file)
const isFile = (to: string) => to.endsWith('.ts')
const ports = ['accounts', 'enrichment'].flatMap((domain) => [`${domain}/provider.ts`, `${domain}/provider-errors.ts`])

const rules: Rule[] = [
  {
    name: 'main imports only the app, its config, its log and its errors',
    forbids: ({ from, to }) =>
      from === 'main.ts' && isFile(to) && !['app.ts', 'config.ts', 'log.ts', 'errors.ts'].includes(to),
  },
  {
    name: 'nothing imports main, and only main, tests and commands import the app',
    forbids: ({ from, to }) => to === 'main.ts' || (to === 'app.ts' && from !== 'main.ts' && room(from) !== 'cli'),
  },
  {
    name: 'the foundations import no domain',
    forbids: ({ from, to }) => foundations.includes(room(from)) && isFile(to) && !foundations.includes(room(to)),
  },
  {
    name: 'domains import each other in one direction only',
    forbids: ({ from, to }) => {
      const allowed = domains[room(from)]
      if (allowed === undefined || !isFile(to) || room(to) === room(from)) return false
      const rooms = [...allowed, ...foundations, ...(isSchema(from) ? ['graphql'] : [])]
      return !rooms.includes(room(to))
    },
  },
  {
    name: 'only schema files and graphql/ import Pothos',
    forbids: ({ from, to }) => to.startsWith('@pothos/') && !isSchema(from) && room(from) !== 'graphql',
  },
  {
    name: "only schema files import a domain's schema",
    forbids: ({ from, to }) => isSchema(to) && room(to) in domains && !isSchema(from),
  },
  {
    name: 'only the server imports Yoga',
    forbids: ({ from, to }) => /^@?graphql-yoga/.test(to) && room(from) !== 'server' && from !== 'events/pubsub.ts',
  },
  {
    name: 'only the app and its commands import the server',
    forbids: ({ from, to }) => room(to) === 'server' && room(from) !== 'server' && !composers.includes(room(from)),
  },
  {
    name: 'providers import only the port of a domain that they implement',
    forbids: ({ from, to }) => room(from) === 'providers' && room(to) in domains && !ports.includes(to),
  },
  {
    name: 'only the app and its commands import providers',
    forbids: ({ from, to }) =>
      room(to) === 'providers' && room(from) !== 'providers' && !composers.includes(room(from)),
  },
  {
    name: 'only telemetry imports the SDK of OpenTelemetry, which is loaded if it is configured',
    forbids: ({ from, to, isValue }) =>
      (/^@opentelemetry\/(?!api$)/.test(to) && from !== 'telemetry/otlp.ts') ||
      (to === 'telemetry/otlp.ts' && isValue && from !== 'app.ts'),
  },
  {
    name: 'only config reads the environment',
    forbids: ({ from, to }) => to === 'process.env' && !['config.ts', 'main.ts'].includes(from) && room(from) !== 'cli',
  },
  {
    name: 'SQL is in *.sql.ts, jobs/, events/ and db/ only',
    forbids: ({ from, to }) =>
      to === 'SQL' && !from.endsWith('.sql.ts') && !['jobs', 'events', 'db'].includes(room(from)),
  },
  {
    name: "only jobs/ reads and writes the queue's private tables",
    forbids: ({ from, to }) => to === '_private_ tables' && room(from) !== 'jobs',
  },
  {
    name: 'only provider clients and webhooks connect to other servers',
    forbids: ({ from, to }) =>
      to === 'the network' &&
      !['providers/http.ts', 'providers/fake/fake-server.ts', 'webhooks/post.ts'].includes(from) &&
      room(from) !== 'cli',
  },
  {
    name: 'there are no barrel files and no catch-all folders',
    forbids: ({ from }) => /(^|\/)(index|utils?|helpers?|services?|managers?)(\.ts$|\/)/.test(from),
  },
]

function violations(edges: Import[]): string[] {
  return edges.flatMap((edge) =>
    rules.filter(({ forbids }) => forbids(edge)).map(({ name }) => `${edge.from} → ${edge.to}: ${name}`),
  )
}

describe('import rules', () => {
  it('every file of src follows the import rules', () => {
    expect(files.length).toBeGreaterThan(50)
    expect(violations(files.flatMap((file) => importsOf(file, readSource(file))))).toEqual([])
  })

  it('the client package imports only its own files, graphql-ws, and types of documents', () => {
    const sources = readdirSync('packages/client/src').filter((name) => name.endsWith('.ts'))
    const edges = sources.flatMap((name) =>
      importsOf(`../packages/client/src/${name}`, readFileSync(`packages/client/src/${name}`, 'utf8')),
    )
    const allowed = /^\.\.\/packages\/client\/src\/|^graphql-ws$|^@graphql-typed-document-node\/core$|^the network$/
    expect(edges.length).toBeGreaterThan(10)
    expect(edges.filter(({ to }) => !allowed.test(to))).toEqual([])
  })

  it.each([
    [
      'credits/ledger.ts',
      "import { writePage } from '../imports/run/write.ts'",
      'domains import each other in one direction only',
    ],
    [
      'accounts/refresh.ts',
      "import { resumeRunsOf } from '../imports/run/lifecycle.ts'",
      'domains import each other in one direction only',
    ],
    [
      'providers/sales-nav/unipile/unipile.ts',
      "import { attributeAccount } from '../../../accounts/attribute.ts'",
      'providers import only the port of a domain that they implement',
    ],
    [
      'accounts/refresh.ts',
      "import { createSandbox } from '../providers/sales-nav/sandbox.ts'",
      'only the app and its commands import providers',
    ],
    ['db/client.ts', "import { listName } from '../lists/name.ts'", 'the foundations import no domain'],
    [
      'imports/run/write-page.ts',
      "import { builder } from '../../graphql/builder.ts'",
      'domains import each other in one direction only',
    ],
    ['imports/run/write-page.ts', "import '../schema.ts'", "only schema files import a domain's schema"],
    ['imports/run/write-page.ts', "import B from '@pothos/core'", 'only schema files and graphql/ import Pothos'],
    ['lists/name.ts', "import { createYoga } from 'graphql-yoga'", 'only the server imports Yoga'],
    [
      'lists/name.ts',
      "import { startHttp } from '../server/http.ts'",
      'only the app and its commands import the server',
    ],
    [
      'enrichment/plan.ts',
      "import { writePage } from '../imports/run/write.ts'",
      'domains import each other in one direction only',
    ],
    [
      'providers/enrichment/bright-data/bright-data.ts',
      "import { applyResults } from '../../../enrichment/apply.ts'",
      'providers import only the port of a domain that they implement',
    ],
    [
      'enrichment/task.ts',
      "import { createCompanySandbox } from '../providers/enrichment/sandbox.ts'",
      'only the app and its commands import providers',
    ],
    ['lists/name.ts', 'const port = process.env.PORT', 'only config reads the environment'],
    ['lists/name.ts', "await client.query('DELETE FROM lists')", 'SQL is in *.sql.ts, jobs/, events/ and db/ only'],
    [
      'imports/run/runs.sql.ts',
      "await client.query('SELECT FROM graphile_worker._private_jobs')",
      "only jobs/ reads and writes the queue's private tables",
    ],
    ...['await fetch(url)', 'new WebSocket(url)', "import { get } from 'node:https'", "import net from 'node:net'"].map(
      (code) => [
        'imports/sales-nav/search-url.ts',
        code,
        'only provider clients and webhooks connect to other servers',
      ],
    ),
    ['lists/utils.ts', "import { listName } from './name.ts'", 'there are no barrel files and no catch-all folders'],
  ])('%s breaks a rule with «%s»', (file, code, name) => {
    expect(violations(importsOf(file, code)).some((violation) => violation.endsWith(name))).toBe(true)
  })
})
