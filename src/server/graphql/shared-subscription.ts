import { createSourceEventStream, type ExecutionArgs, type ExecutionResult, execute, type GraphQLError } from 'graphql'
import { isAsyncIterable } from 'graphql-yoga'
import { ConflatingQueue } from '../../events/pubsub.ts'
import { subscribers } from '../../telemetry/metrics.ts'
import { formatted } from './ws-operations.ts'

/** A result of a subscription, serialised once for all connections. */
export class SharedResult {
  readonly #json: string
  #message: Buffer | undefined
  #event: Buffer | undefined
  #chunk: Buffer | undefined

  constructor({ data, errors, extensions }: ExecutionResult) {
    this.#json = JSON.stringify({
      ...(data !== undefined && { data }),
      ...(errors && { errors: errors.map(formatted) }),
      ...(extensions && { extensions }),
    })
  }

  /** The end of a WebSocket's `next` message, from the payload on. */
  get message(): Buffer {
    this.#message ??= Buffer.from(`${this.#json}}`)
    return this.#message
  }

  /** A server-sent event. */
  get event(): Buffer {
    this.#event ??= Buffer.from(`event: next\ndata: ${this.#json}\n\n`)
    return this.#event
  }

  /** A server-sent event, as a chunk of a response in chunks. */
  get chunk(): Buffer {
    this.#chunk ??= Buffer.concat([
      Buffer.from(`${this.event.length.toString(16)}\r\n`),
      this.event,
      Buffer.from('\r\n'),
    ])
    return this.#chunk
  }
}

/** The connection of one subscriber. */
export interface Receiver {
  /** Sends a result; calls back when the connection can take another. */
  send(result: SharedResult, sent: () => void): void
  /** Called after the last result has been sent. */
  complete(): void
}

/** What all executions of a subscription share. */
export interface Sharing {
  readonly args: ExecutionArgs
  /** Runs what reads from the database. */
  readonly read: <T>(work: () => T) => T
  readonly mask: (error: unknown) => GraphQLError
  /** Called when the last subscriber has left. */
  readonly onEmpty: () => void
}

/** The execution of one event, and the subscribers that wait for its result. */
interface Execution {
  readonly began: number
  readonly waiting: Subscriber[]
  result: SharedResult | undefined
}

/** How long a result may be sent to others, in milliseconds. A slow client's next event is executed again, since what it selects beside the event may have changed. */
const maxAge = 1_000

/**
 * A subscription of any number of subscribers with the same document, variables and rights. Each has its own stream of events with its
 * own slots, so it receives no event that it did not subscribe to, and none that is older than its last. An event that several receive
 * is executed once, and sent to all in the same bytes.
 */
export class SharedSubscription {
  readonly args: ExecutionArgs
  readonly #sharing: Sharing
  readonly #executions = new WeakMap<object, Execution>()
  #size = 0

  constructor(sharing: Sharing) {
    this.args = sharing.args
    this.#sharing = sharing
  }

  /** Subscribes; returns the result to send instead if that fails. */
  async join(): Promise<Subscriber | ExecutionResult> {
    const { args, read, mask } = this.#sharing
    this.#size++
    try {
      const source = await read(() => createSourceEventStream(args))
      if (isAsyncIterable(source)) {
        if (!(source instanceof ConflatingQueue)) throw new Error('The events of a subscription are not in a queue.')
        subscribers.inc()
        return new Subscriber(this, source)
      }
      this.#leave()
      return { ...source, ...(source.errors && { errors: source.errors.map(mask) }) }
    } catch (error) {
      this.#leave()
      return { errors: [mask(error)] }
    }
  }

  /** Sends the result of an event to a subscriber, now or once it is there. */
  deliver(event: unknown, to: Subscriber): void {
    const execution = this.#executionOf(event)
    if (execution.result) to.send(execution.result)
    else execution.waiting.push(to)
  }

  /** Sends an error to a subscriber, masked. */
  deliverError(error: unknown, to: Subscriber): void {
    to.send(new SharedResult({ errors: [this.#sharing.mask(error)] }))
  }

  /** Called once by each subscriber that leaves. */
  leave(): void {
    subscribers.dec()
    this.#leave()
  }

  #leave(): void {
    if (--this.#size === 0) this.#sharing.onEmpty()
  }

  #executionOf(event: unknown): Execution {
    if (typeof event !== 'object' || event === null) return this.#execute(event)
    const running = this.#executions.get(event)
    if (running && (!running.result || performance.now() - running.began < maxAge)) return running
    const execution = this.#execute(event)
    this.#executions.set(event, execution)
    return execution
  }

  #execute(event: unknown): Execution {
    const { args, read, mask } = this.#sharing
    const execution: Execution = { began: performance.now(), waiting: [], result: undefined }
    const finish = ({ errors, ...rest }: ExecutionResult) => {
      const result = new SharedResult({ ...rest, ...(errors && { errors: errors.map(mask) }) })
      execution.result = result
      for (const subscriber of execution.waiting.splice(0)) subscriber.send(result)
    }
    const executed = read(() => execute({ ...args, rootValue: event }))
    if (executed instanceof Promise) executed.then(finish, (error: unknown) => finish({ errors: [mask(error)] }))
    else finish(executed)
    return execution
  }
}

/** One subscriber of a shared subscription. */
export class Subscriber {
  readonly #subscription: SharedSubscription
  readonly #events: ConflatingQueue<unknown, unknown>
  #receiver: Receiver | undefined
  #isBusy = false
  #hasLeft = false

  constructor(subscription: SharedSubscription, events: ConflatingQueue<unknown, unknown>) {
    this.#subscription = subscription
    this.#events = events
  }

  /** Sends the results, one at a time, as the connection takes them; meanwhile newer events replace older ones. */
  start(receiver: Receiver): void {
    this.#receiver = receiver
    this.#events.onReadable(() => this.#next())
    this.#next()
  }

  /** Sends a result that was waited for. */
  send(result: SharedResult): void {
    if (!this.#hasLeft) this.#receiver?.send(result, this.#sent)
  }

  /** Sends nothing more. */
  close(): void {
    if (this.#hasLeft) return
    this.#hasLeft = true
    void this.#events.return()
    this.#subscription.leave()
  }

  /** For code that only closes streams: its results go to the receiver. */
  [Symbol.asyncIterator](): AsyncIterator<never> {
    return {
      next: () => new Promise(() => {}),
      return: async () => {
        this.close()
        return { done: true, value: undefined }
      },
    }
  }

  readonly #sent = () => {
    this.#isBusy = false
    this.#next()
  }

  #next(): void {
    if (this.#isBusy || this.#hasLeft) return
    try {
      const taken = this.#events.take()
      if (taken === null) return
      this.#isBusy = true
      if (taken.done) {
        this.close()
        this.#receiver?.complete()
      } else this.#subscription.deliver(taken.value, this)
    } catch (error) {
      this.#isBusy = true
      this.#subscription.deliverError(error, this)
    }
  }
}
