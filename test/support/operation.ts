import { type ExecutionResult, graphql } from 'graphql'
import type { AccountProvider } from '../../src/accounts/provider.ts'
import { schema } from '../../src/graphql/schema.ts'
import { createSandbox } from '../../src/providers/sales-nav/sandbox.ts'
import { createUser } from '../../src/users/users.ts'
import type { Database } from './database.ts'

/** A user who runs operations directly on the schema, without a server. */
export interface Operator {
  userId: number
  /** Runs an operation in a new context. */
  run(source: string, variables?: Record<string, unknown>): Promise<ExecutionResult>
  /** Returns the data of an operation as JSON; throws if it fails. */
  data(source: string, variables?: Record<string, unknown>): Promise<Record<string, unknown>>
  /** Returns the SQL statements that `work` sends. */
  statements(work: () => Promise<unknown>): Promise<string[]>
}

let users = 0

/** Creates a user of `database` with credits, whose LinkedIn provider is `accounts`. */
export async function createOperator(
  database: Database,
  credits = 0,
  accounts: AccountProvider = createSandbox(),
): Promise<Operator> {
  // Must precede the pool's first connection, whose statements would be missed.
  record(database)
  users += 1
  const user = await createUser(database.pool, { email: `user-${users}@example.com`, name: `User ${users}`, credits })
  return operatorOf(database, user.id, accounts)
}

/** Returns an operator who is not signed in. */
export function createAnonymous(database: Database): Operator {
  return operatorOf(database, null, createSandbox())
}

/** Returns an operator for a user that exists, null for none. */
export function operatorOf(database: Database, userId: number | null, accounts: AccountProvider): Operator {
  const viewer = userId === null ? null : { userId, tokenId: 0, scopes: ['ADMIN'] }
  const run = (source: string, variables: Record<string, unknown> = {}) =>
    graphql({
      schema,
      source,
      variableValues: variables,
      contextValue: { viewer, prisma: database.prisma, pool: database.pool, accounts, config: { readTimeout: 15_000 } },
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

/** Returns the value at a dotted path, such as `lists.nodes.0.id`, or undefined. */
export function dig(value: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (at, key) =>
        typeof at === 'object' && at !== null ? Object.getOwnPropertyDescriptor(at, key)?.value : undefined,
      value,
    )
}
