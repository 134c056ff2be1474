import { AsyncLocalStorage } from 'node:async_hooks'
import pg from 'pg'
import { Shares } from './shares.ts'

type Connected = Parameters<Parameters<pg.Pool['connect']>[0]>

/** What a SharedPool knows about the work that takes a connection. */
interface Work {
  readonly userId?: number
  readonly readTimeout?: number
}

const works = new AsyncLocalStorage<Work>()

/** Runs `work` for a user; connections that it takes from a SharedPool count toward that user's share. */
export function onBehalfOf<T>(userId: number, work: () => T): T {
  return works.run({ ...works.getStore(), userId }, work)
}

/** Runs `work`; Postgres stops each of its statements on connections of a SharedPool after `timeout` milliseconds (0: never). */
export function withReadTimeout<T>(timeout: number, work: () => T): T {
  return works.run({ ...works.getStore(), readTimeout: timeout }, work)
}

/** Returns the same values, each read for a user like the work of `onBehalfOf`. */
export function eachOnBehalfOf<T>(userId: number, source: AsyncIterable<T>): AsyncIterableIterator<T> {
  return eachWithin((read) => onBehalfOf(userId, read), source)
}

/** Returns the same values, each read by a function that is passed to `run`. */
export function eachWithin<T>(run: <R>(read: () => R) => R, source: AsyncIterable<T>): AsyncIterableIterator<T> {
  const iterator = source[Symbol.asyncIterator]()
  return {
    next: () => run(() => iterator.next()),
    return: async () => (await iterator.return?.()) ?? { done: true, value: undefined },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}

/**
 * A pool that gives one user at most half of its connections, so that other users need not wait for that user's statements, and
 * sets the statement timeout of the work that takes a connection.
 */
export class SharedPool extends pg.Pool {
  private readonly shares: Shares
  /** Callbacks that return a connection to its user's share. */
  private readonly turns = new WeakMap<pg.PoolClient, () => void>()
  /** The statement timeout of each connection; absent: the server's default. */
  private readonly timeouts = new WeakMap<pg.PoolClient, number>()

  private readonly isPooled: boolean

  /** Behind a transaction pooler, connections keep no settings, so the statement timeout of work is not set. */
  constructor({ isPooled, ...config }: pg.PoolConfig & { max: number; isPooled: boolean }) {
    super(config)
    this.isPooled = isPooled
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
    const { userId, readTimeout = 0 } = works.getStore() ?? {}
    if (userId === undefined) {
      super.connect((...connected) => this.hand(connected, readTimeout, callback))
      return
    }
    void this.shares.run(
      userId,
      () =>
        new Promise<void>((finish) => {
          super.connect((error, client, release) => {
            if (client) this.turns.set(client, finish)
            else finish()
            this.hand([error, client, release], readTimeout, callback)
          })
        }),
    )
    return
  }

  /** Passes on a connection once it has this statement timeout, which takes a round trip only after work of another kind. */
  private hand(connected: Connected, timeout: number, callback: (...connected: Connected) => void): void {
    const [, client, release] = connected
    if (!client || this.isPooled || (this.timeouts.get(client) ?? 0) === timeout) {
      callback(...connected)
      return
    }
    client.query(timeout === 0 ? 'RESET statement_timeout' : `SET statement_timeout = ${timeout}`).then(
      () => {
        this.timeouts.set(client, timeout)
        callback(...connected)
      },
      (error: Error) => {
        release(error)
        callback(error, undefined, () => {})
      },
    )
  }
}
