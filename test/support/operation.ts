import { type ExecutionResult, graphql } from 'graphql'
import type { AccountProvider } from '../../src/accounts/provider.ts'
import { schema } from '../../src/graphql/schema.ts'
import { createSandbox } from '../../src/providers/sales-nav/sandbox.ts'
import { createUser } from '../../src/users/users.ts'
import type { Database } from './database.ts'

/** A user who runs operations against the schema itself, without a server in between. */
export interface Operator {
  userId: number
  /** Runs an operation, in a context of its own. */
  run(source: string, variables?: Record<string, unknown>): Promise<ExecutionResult>
  /** The data of an operation that must succeed, as JSON carries it. */
  data(source: string, variables?: Record<string, unknown>): Promise<Record<string, unknown>>
  /** The SQL statements that `work` sends. */
  statements(work: () => Promise<unknown>): Promise<string[]>
}

let users = 0

/** Makes a user, with these credits, who operates on `database`, with LinkedIn as `accounts` has it. */
export async function createOperator(
  database: Database,
  credits = 0,
  accounts: AccountProvider = createSandbox(),
): Promise<Operator> {
  // Before the pool's first connection is made, or its statements would go unseen.
  record(database)
  users += 1
  const user = await createUser(database.pool, { email: `user-${users}@example.com`, name: `User ${users}`, credits })
  return operate(database, user.id, accounts)
}

/** Operations of somebody who is not signed in. */
export function createStranger(database: Database): Operator {
  return operate(database, null, createSandbox())
}

function operate(database: Database, userId: number | null, accounts: AccountProvider): Operator {
  const viewer = userId === null ? null : { userId, tokenId: 0 }
  const run = (source: string, variables: Record<string, unknown> = {}) =>
    graphql({
      schema,
      source,
      variableValues: variables,
      contextValue: { viewer, prisma: database.prisma, pool: database.pool, accounts },
    })
  return {
    userId: userId ?? 0,
    run,
    async data(source, variables) {
      const { data, errors } = await run(source, variables)
      if (errors?.[0]) {
        throw errors[0].originalError ?? errors[0]
      }
      return JSON.parse(JSON.stringify(data))
    },
    async statements(work) {
      const sent = record(database)
      sent.length = 0
      await work()
      return [...sent]
    },
  }
}

const records = new WeakMap<Database, string[]>()

function record(database: Database): string[] {
  const sent = records.get(database) ?? []
  if (!records.has(database)) {
    records.set(database, sent)
    database.pool.on('connect', (client) => {
      client.query = new Proxy(client.query, {
        apply(query, self, [statement, ...rest]) {
          sent.push(typeof statement === 'string' ? statement : String(statement?.text))
          return Reflect.apply(query, self, [statement, ...rest])
        },
      })
    })
  }
  return sent
}

/** What stands at a dotted path of an answer, such as `lists.nodes.0.id`; undefined where nothing does. */
export function dig(value: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (at, key) =>
        typeof at === 'object' && at !== null ? Object.getOwnPropertyDescriptor(at, key)?.value : undefined,
      value,
    )
}
