import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseSync } from 'oxc-parser'
import { describe, expect, it } from 'vitest'

const src = fileURLToPath(new URL('../../src', import.meta.url))

/** One file of src, or a package, as another names it. */
interface Import {
  from: string
  to: string
}

interface Rule {
  name: string
  forbids: (edge: Import) => boolean
}

const domains: Record<string, readonly string[]> = {
  imports: ['uploads', 'lists', 'credits', 'blocklist', 'accounts', 'users', 'enrichment'],
  enrichment: ['lists'],
  deletion: ['imports', 'lists', 'users', 'credits'],
  users: ['credits'],
  uploads: [],
  lists: [],
  credits: [],
  blocklist: [],
  accounts: [],
}
const foundations = ['config.ts', 'log.ts', 'errors.ts', 'detached.ts', 'db', 'events', 'jobs', 'identity']
const composers = ['app.ts', 'cli']
const room = (file: string) => file.split('/')[0] ?? ''
const isSchema = (file: string) => /(^|[/.])schema\.ts$/.test(file)
const isFile = (to: string) => to.endsWith('.ts')
const ports = ['accounts', 'enrichment'].flatMap((domain) => [`${domain}/provider.ts`, `${domain}/provider-errors.ts`])

const rules: Rule[] = [
  {
    name: 'main imports the app and what it is started with',
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
    name: 'domains point one way',
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
    name: 'the server alone imports Yoga',
    forbids: ({ from, to }) => /^@?graphql-yoga/.test(to) && room(from) !== 'server' && from !== 'events/pubsub.ts',
  },
  {
    name: 'only the app and its commands import the server',
    forbids: ({ from, to }) => room(to) === 'server' && room(from) !== 'server' && !composers.includes(room(from)),
  },
  {
    name: 'providers import no more of a domain than the port that they implement',
    forbids: ({ from, to }) => room(from) === 'providers' && room(to) in domains && !ports.includes(to),
  },
  {
    name: 'only the app and its commands import providers',
    forbids: ({ from, to }) =>
      room(to) === 'providers' && room(from) !== 'providers' && !composers.includes(room(from)),
  },
  {
    name: 'config alone reads the environment',
    forbids: ({ from, to }) => to === 'process.env' && !['config.ts', 'main.ts'].includes(from) && room(from) !== 'cli',
  },
  {
    name: 'SQL stands in *.sql.ts, jobs/, events/ and db/',
    forbids: ({ from, to }) =>
      to === 'SQL' && !from.endsWith('.sql.ts') && !['jobs', 'events', 'db'].includes(room(from)),
  },
  {
    name: 'nothing asks another server but what asks a provider, at the address of the configuration',
    forbids: ({ from, to }) =>
      to === 'the network' &&
      !['providers/http.ts', 'providers/fake/fake-server.ts'].includes(from) &&
      room(from) !== 'cli',
  },
  {
    name: 'there are no barrels and no rooms for anything',
    forbids: ({ from }) => /(^|\/)(index|utils?|helpers?|services?|managers?)(\.ts$|\/)/.test(from),
  },
]

function violations(edges: Import[]): string[] {
  return edges.flatMap((edge) =>
    rules.filter(({ forbids }) => forbids(edge)).map(({ name }) => `${edge.from} → ${edge.to}: ${name}`),
  )
}

const asking = /(?<![.\w])(?:fetch\b\s*\(|new\s+(?:WebSocket|EventSource)\b)/
const networks = /^(?:node:)?(?:https?|http2|net|tls|dgram|dns(?:\/promises)?)$|^undici$/

const statement = /^\s*(SELECT\s|INSERT INTO\s|UPDATE\s+\w+\s+SET\s|DELETE FROM\s|WITH\s+\w+\s+AS\s*\()/m

/** What a file imports; the environment, SQL text and other servers count as something that it takes from outside. */
function importsOf(file: string, code: string): Import[] {
  const { module, program } = parseSync(file, code)
  const from = relative(src, join(src, file))
  const resolve = (specifier: string) =>
    specifier.startsWith('.') ? relative(src, join(src, dirname(file), specifier)) : specifier
  const named = [
    ...module.staticImports.map((statement) => statement.moduleRequest.value),
    ...module.staticExports.flatMap(({ entries }) => entries.flatMap((entry) => entry.moduleRequest?.value ?? [])),
  ]
  const texts: string[] = []
  JSON.stringify(program, (key, value) => {
    if ((key === 'cooked' || key === 'value') && typeof value === 'string') texts.push(value)
    return typeof value === 'bigint' ? null : value
  })
  const asks = module.staticImports.some(
    ({ moduleRequest, entries }) =>
      networks.test(moduleRequest.value) &&
      entries.some(({ isType, importName }) => !isType && importName.name !== 'createServer'),
  )
  return [
    ...(asks || asking.test(code) ? [{ from, to: 'the network' }] : []),
    ...named.map((specifier) => ({ from, to: resolve(specifier) })),
    ...(/process\.env\b/.test(code) ? [{ from, to: 'process.env' }] : []),
    ...(texts.some((text) => statement.test(text)) ? [{ from, to: 'SQL' }] : []),
  ]
}

const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => file.endsWith('.ts') && !file.startsWith('db/generated/'))

describe('the import rules', () => {
  it('hold in every file of src', () => {
    expect(files.length).toBeGreaterThan(50)
    expect(violations(files.flatMap((file) => importsOf(file, readFileSync(join(src, file), 'utf8'))))).toEqual([])
  })

  it('know no cycle between rooms', () => {
    const edges = files.flatMap((file) =>
      // What runs when is decided by values; a context that names the type of what it carries closes no circle.
      parseSync(file, readFileSync(join(src, file), 'utf8'))
        .module.staticImports.filter(({ entries }) => entries.length === 0 || entries.some(({ isType }) => !isType))
        .map(({ moduleRequest }) => moduleRequest.value)
        .filter((specifier) => specifier.startsWith('.') && !isSchema(specifier) && !isSchema(file))
        .map((specifier) => [room(file), room(relative(src, join(src, dirname(file), specifier)))] as const),
    )
    const reaches = (start: string, goal: string, seen = new Set<string>()): boolean =>
      edges.some(([from, to]) => {
        if (from !== start || to === from || seen.has(to)) return false
        return to === goal || reaches(to, goal, seen.add(to))
      })
    expect([...new Set(edges.map(([from]) => from))].filter((name) => reaches(name, name))).toEqual([])
  })

  it.each([
    ['credits/ledger.ts', "import { writePage } from '../imports/run/write.ts'", 'domains point one way'],
    ['accounts/refresh.ts', "import { resumeRunsOf } from '../imports/run/lifecycle.ts'", 'domains point one way'],
    [
      'providers/sales-nav/unipile/unipile.ts',
      "import { attributeAccount } from '../../../accounts/attribute.ts'",
      'providers import no more of a domain than the port that they implement',
    ],
    [
      'accounts/refresh.ts',
      "import { createSandbox } from '../providers/sales-nav/sandbox.ts'",
      'only the app and its commands import providers',
    ],
    ['db/client.ts', "import { listName } from '../lists/name.ts'", 'the foundations import no domain'],
    ['imports/run/write-page.ts', "import { builder } from '../../graphql/builder.ts'", 'domains point one way'],
    ['imports/run/write-page.ts', "import '../schema.ts'", "only schema files import a domain's schema"],
    ['imports/run/write-page.ts', "import B from '@pothos/core'", 'only schema files and graphql/ import Pothos'],
    ['lists/name.ts', "import { createYoga } from 'graphql-yoga'", 'the server alone imports Yoga'],
    [
      'lists/name.ts',
      "import { startHttp } from '../server/http.ts'",
      'only the app and its commands import the server',
    ],
    ['enrichment/plan.ts', "import { writePage } from '../imports/run/write.ts'", 'domains point one way'],
    [
      'providers/enrichment/bright-data/bright-data.ts',
      "import { applyResults } from '../../../enrichment/apply.ts'",
      'providers import no more of a domain than the port that they implement',
    ],
    [
      'enrichment/task.ts',
      "import { createCompanySandbox } from '../providers/enrichment/sandbox.ts'",
      'only the app and its commands import providers',
    ],
    ['lists/name.ts', 'const port = process.env.PORT', 'config alone reads the environment'],
    ['lists/name.ts', "await client.query('DELETE FROM lists')", 'SQL stands in *.sql.ts, jobs/, events/ and db/'],
    ...['await fetch(url)', 'new WebSocket(url)', "import { get } from 'node:https'", "import net from 'node:net'"].map(
      (code) => [
        'imports/sales-nav/search-url.ts',
        code,
        'nothing asks another server but what asks a provider, at the address of the configuration',
      ],
    ),
    ['lists/utils.ts', "import { listName } from './name.ts'", 'there are no barrels and no rooms for anything'],
  ])('are broken by %s with «%s»', (file, code, name) => {
    expect(violations(importsOf(file, code)).some((violation) => violation.endsWith(name))).toBe(true)
  })
})
