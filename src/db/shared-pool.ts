import { AsyncLocalStorage } from 'node:async_hooks'
import pg from 'pg'
import { Shares } from './shares.ts'

type Connected = Parameters<Parameters<pg.Pool['connect']>[0]>

const users = new AsyncLocalStorage<number>()

/** Runs `work` for a user; connections that it takes from a SharedPool count toward that user's share. */
export function onBehalfOf<T>(userId: number, work: () => T): T {
  return users.run(userId, work)
}

/** Returns the same values, each read for a user like the work of `onBehalfOf`. */
export function eachOnBehalfOf<T>(userId: number, source: AsyncIterable<T>): AsyncIterableIterator<T> {
  const iterator = source[Symbol.asyncIterator]()
  return {
    next: () => onBehalfOf(userId, () => iterator.next()),
    return: async () => (await iterator.return?.()) ?? { done: true, value: undefined },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}

/** A pool that gives one user at most half of its connections, so that other users need not wait for that user's statements. */
export class SharedPool extends pg.Pool {
  private readonly shares: Shares
  /** Callbacks that return a connection to its user's share. */
  private readonly turns = new WeakMap<pg.PoolClient, () => void>()

  constructor(config: pg.PoolConfig & { max: number }) {
    super(config)
    this.shares = new Shares(Math.max(1, Math.floor(config.max / 2)))
    this.on('release', (_error, client) => this.turns.get(client)?.())
  }

  // Prisma and `query` call this, too.
  override connect(): Promise<pg.PoolClient>
  override connect(callback: (...connected: Connected) => void): void
  override connect(callback?: (...connected: Connected) => void): Promise<pg.PoolClient> | undefined {
    if (callback === undefined) {
      return new Promise((resolve, reject) => {
        this.connect((error, client) => (client ? resolve(client) : reject(error)))
      })
    }
    const userId = users.getStore()
    if (userId === undefined) {
      super.connect(callback)
      return
    }
    void this.shares.run(
      userId,
      () =>
        new Promise<void>((finish) => {
          super.connect((error, client, release) => {
            if (client) this.turns.set(client, finish)
            else finish()
            callback(error, client, release)
          })
        }),
    )
    return
  }
}
