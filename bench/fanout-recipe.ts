import { setMaxListeners } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ExecutionArgs } from 'graphql'
import { useServer as serveSockets } from 'graphql-ws/use/ws'
import { createPubSub, createSchema, createYoga, Repeater } from 'graphql-yoga'
import { WebSocketServer } from 'ws'

/** A run as its subscribers see it. */
export interface RecipeRun {
  id: string
  version: number
  status: string
  counts: Record<string, number>
}

/** What the process is sent: a run to publish, or nothing to publish. */
export interface RecipeRequest {
  run?: RecipeRun
}

/** What the process sends: its URL once, and its processor time so far for each request. */
export type RecipeMessage = { url: string } | { cpuSeconds: number }

const fields = 'total processed imported merged crossListSkipped blocked invalid unaffordable'

const eventTarget = new EventTarget()
// One for each subscriber.
setMaxListeners(0, eventTarget)
const pubSub = createPubSub<{ run: [RecipeRun] }>({ eventTarget })
let latest: RecipeRun | undefined

const yoga = createYoga({
  schema: createSchema({
    typeDefs: `
      type Query { hello: String }
      type Counts { ${fields
        .split(' ')
        .map((name) => `${name}: Int!`)
        .join(' ')} }
      type Run { id: ID! version: Int! status: String! counts: Counts! }
      type Subscription { importProgress(runId: ID!): Run! }
    `,
    resolvers: {
      Subscription: {
        importProgress: {
          subscribe: () => Repeater.merge([latest, pubSub.subscribe('run')]),
          resolve: (run: RecipeRun) => run,
        },
      },
    },
  }),
  logging: false,
})

const server = createServer(yoga)
const operations = new WeakMap<ExecutionArgs, Pick<ReturnType<typeof yoga.getEnveloped>, 'execute' | 'subscribe'>>()
// As in the documentation of Yoga.
serveSockets(
  {
    execute: (args) => operations.get(args)?.execute(args),
    subscribe: (args) => operations.get(args)?.subscribe(args),
    async onSubscribe(context, _id, params) {
      const { schema, execute, subscribe, contextFactory, parse, validate } = yoga.getEnveloped({ ...context, params })
      const document = parse(params.query)
      const errors = validate(schema, document)
      if (errors.length > 0) return errors
      const contextValue = await contextFactory()
      const args: ExecutionArgs = { schema, document, contextValue, variableValues: params.variables ?? null }
      operations.set(args, { execute, subscribe })
      return args
    },
  },
  new WebSocketServer({ server, path: yoga.graphqlEndpoint }),
)

const send = (message: RecipeMessage) => process.send?.(message)

process.on('message', ({ run }: RecipeRequest) => {
  if (run) {
    latest = run
    pubSub.publish('run', run)
  }
  const { user, system } = process.cpuUsage()
  send({ cpuSeconds: (user + system) / 1_000_000 })
})
process.on('disconnect', () => process.exit())

server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  send({ url: `http://127.0.0.1:${isPort(address) ? address.port : 0}` })
})

function isPort(address: string | AddressInfo | null): address is AddressInfo {
  return typeof address === 'object' && address !== null
}
