import {
  type GraphQLFieldConfig,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLScalarType,
  GraphQLSchema,
  GraphQLString,
} from 'graphql'
import GraphQLUpload from 'graphql-upload/GraphQLUpload.mjs'
import type { FileUpload } from 'graphql-upload/processRequest.mjs'
import type pg from 'pg'
import { type Config, loadConfig } from '../../src/config.ts'
import { databaseProblem } from '../../src/db/client.ts'
import { EnrichmentProgress } from '../../src/enrichment/progress.ts'
import { DomainError } from '../../src/errors.ts'
import { startPostgresEventTarget } from '../../src/events/postgres-event-target.ts'
import { ConflatingQueue, createEvents } from '../../src/events/pubsub.ts'
import { type Context, viewerOf } from '../../src/graphql/context.ts'
import { RunProgress } from '../../src/imports/run/progress.ts'
import { createLog } from '../../src/log.ts'
import { createCompanySandbox } from '../../src/providers/enrichment/sandbox.ts'
import { createSandbox } from '../../src/providers/sales-nav/sandbox.ts'
import type { BodyTimeout } from '../../src/server/guards/body-timeout.ts'
import { type HttpServer, startHttp } from '../../src/server/http.ts'
import { createRoutes } from '../../src/server/routes/create-routes.ts'
import { DownloadLinks } from '../../src/users/download-links.ts'
import { createToken } from '../../src/users/tokens.ts'
import { createUser } from '../../src/users/users.ts'
import { createDatabase } from '../support/database.ts'
import { watchLog } from '../support/log-watch.ts'
import { whenOver } from '../support/when-over.ts'

/** The server with a small schema instead of the product's, so that a test can observe its resolvers. */
export interface StandIn {
  url: string
  origin: string
  pool: pg.Pool
  http: HttpServer
  /** Number of open streams of `ticks`. */
  ticks: Set<ConflatingQueue<string, string>>
  /** The literals given to `mark` in operations that were validated. */
  marks: Set<unknown>
  /** Resolves when `slow` is running. */
  asked: Promise<void>
  /** Lets `slow` return. */
  release: () => void
  /** All lines of the log. */
  lines: string[]
  signUp(): Promise<string>
}

class TeapotError extends DomainError {
  readonly code = 'TEAPOT' as const
}

export async function startStandIn(
  overrides: Partial<Config> = {},
  { bodyTimeout, ...routes }: { bodyTimeout?: BodyTimeout; signInLifetime?: number } = {},
): Promise<StandIn> {
  const lines: string[] = []
  const watched = watchLog()
  const write = (line: string) => {
    lines.push(line)
    watched.write(line)
  }
  const log = createLog({ logLevel: 'debug', logFormat: 'json' }, { write })
  const { url: databaseUrl, pool, prisma } = await createDatabase()
  const config = { ...loadConfig({ PORT: '0', GRAPHIQL: 'true', DATABASE_URL: databaseUrl }), ...overrides }
  const target = await startPostgresEventTarget({ databaseUrl, log })
  const events = createEvents(target)
  const progress = new RunProgress({ prisma, events, log })
  const ticks = new Set<ConflatingQueue<string, string>>()
  const marks = new Set<unknown>()
  let release = () => {}
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  let ask = () => {}
  const asked = new Promise<void>((resolve) => {
    ask = resolve
  })
  const slow = () => {
    ask()
    return released
  }
  const links = await DownloadLinks.load(prisma)
  const enrichments = new EnrichmentProgress({ prisma, events, log })
  const shared = {
    prisma,
    pool,
    config,
    log,
    events,
    progress,
    links,
    accounts: createSandbox(),
    companies: createCompanySandbox(),
    enrichments,
  }
  const http = await startHttp({
    config,
    log,
    drainTimeout: 1_000,
    health: { local: {}, database: { database: () => databaseProblem(pool) } },
    ...createRoutes({ schema: schema(ticks, marks, slow), shared, pingEvery: 300, ...routes }),
    ...(bodyTimeout ? { bodyTimeout } : {}),
  })
  whenOver(async () => {
    release()
    await http.stop()
    progress.close()
    enrichments.close()
    await target.close()
  })
  let users = 0
  return {
    url: `${http.url}/graphql`,
    origin: http.url,
    pool,
    http,
    ticks,
    marks,
    asked,
    release,
    lines,
    async signUp() {
      const user = await createUser(pool, { email: `user${++users}@example.com`, name: 'User', credits: 0 })
      return (await createToken(pool, user.id)).token
    },
  }
}

type Field = GraphQLFieldConfig<unknown, Context>

function schema(
  ticks: Set<ConflatingQueue<string, string>>,
  marks: Set<unknown>,
  slow: () => Promise<void>,
): GraphQLSchema {
  const text = (resolve: (context: Context) => unknown): Field => ({
    type: GraphQLString,
    resolve: (_source, _args, context) => resolve(context),
  })
  const length: GraphQLFieldConfig<unknown, Context, { file: Promise<FileUpload> }> = {
    type: GraphQLInt,
    args: { file: { type: new GraphQLNonNull(GraphQLUpload) } },
    async resolve(_source, { file }) {
      let size = 0
      for await (const chunk of (await file).createReadStream()) size += chunk.length
      return size
    },
  }
  const lengths: GraphQLFieldConfig<unknown, Context, { files: (Promise<FileUpload> | null)[] }> = {
    type: new GraphQLList(GraphQLInt),
    args: { files: { type: new GraphQLList(GraphQLUpload) } },
    resolve: (source, { files }, context, info) =>
      files.map((file) => file && length.resolve?.(source, { file }, context, info)),
  }
  const textLength: GraphQLFieldConfig<unknown, Context, { text: string }> = {
    type: GraphQLInt,
    args: { text: { type: new GraphQLNonNull(GraphQLString) } },
    resolve: (_source, { text }) => text.length,
  }
  const tick: Field = {
    type: GraphQLString,
    resolve: (value) => value,
    subscribe(_source, _args, context) {
      viewerOf(context)
      const stream = new ConflatingQueue<string, string>(() => ticks.delete(stream))
      stream.put('first', 'first')
      ticks.add(stream)
      return stream
    },
  }
  const Mark = new GraphQLScalarType({
    name: 'Mark',
    parseValue: (value) => value,
    parseLiteral(node) {
      if ('value' in node) marks.add(node.value)
      return null
    },
  })
  const mark = { ...text(() => 'marked'), args: { literal: { type: Mark } } }
  const ignoreFile = { ...text(() => 'not read'), args: { file: { type: GraphQLUpload } } }
  return new GraphQLSchema({
    query: new GraphQLObjectType<unknown, Context>({
      name: 'Query',
      fields: {
        hello: text(() => 'hello'),
        mark,
        late: text(async () => {
          await new Promise(setImmediate)
          return 'late'
        }),
        me: text((context) => String(viewerOf(context).userId)),
        broken: text(() => {
          throw new Error('password=hunter2')
        }),
        teapot: text(() => {
          throw new TeapotError('I am a teapot.')
        }),
        slow: text(async () => {
          await slow()
          return 'done'
        }),
      },
    }),
    mutation: new GraphQLObjectType<unknown, Context>({
      name: 'Mutation',
      fields: { length, lengths, textLength, ignoreFile },
    }),
    subscription: new GraphQLObjectType<unknown, Context>({ name: 'Subscription', fields: { tick } }),
  })
}
