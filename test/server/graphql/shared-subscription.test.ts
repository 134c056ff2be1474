import { buildSchema, parse } from 'graphql'
import { expect, it, vi } from 'vitest'
import { ConflatingQueue } from '../../../src/events/pubsub.ts'
import { createLog } from '../../../src/log.ts'
import { maskError } from '../../../src/server/errors.ts'
import { SharedSubscription, Subscriber } from '../../../src/server/graphql/shared-subscription.ts'

interface Run {
  version: number
  list?: () => Promise<string>
}

const schema = buildSchema(
  'type Query { a: Int } type Run { version: Int! list: String } type Subscription { run: Run! }',
)

/** A subscription whose subscribers' queues and executions the test observes. */
function setUp(document = 'subscription { run { version } }', open = () => new ConflatingQueue<string, Run>()) {
  const queues: ConflatingQueue<string, Run>[] = []
  const executions: number[] = []
  const onEmpty = vi.fn()
  const log = createLog({ logLevel: 'silent', logFormat: 'json' })
  const subscription = new SharedSubscription({
    args: {
      schema,
      document: parse(document),
      rootValue: {
        run() {
          const queue = open()
          queues.push(queue)
          return queue
        },
      },
      fieldResolver: (source, _args, _context, { fieldName }) => {
        if (fieldName === 'run') {
          executions.push(source.version)
          return source
        }
        return typeof source[fieldName] === 'function' ? source[fieldName]() : source[fieldName]
      },
    },
    read: (work) => work(),
    mask: (error) => maskError(error, log),
    onEmpty,
  })
  /** Joins with a connection that takes each result at once, or only when `take` is called. */
  const join = async ({ isSlow = false } = {}) => {
    const joined = await subscription.join()
    if (!(joined instanceof Subscriber)) throw new Error(JSON.stringify(joined))
    const received: Buffer[] = []
    const waiting: (() => void)[] = []
    let isComplete = false
    joined.start({
      send({ message }, sent) {
        received.push(message)
        if (isSlow) waiting.push(sent)
        else sent()
      },
      complete() {
        isComplete = true
      },
    })
    return {
      received,
      versions: () => received.map((message) => /"version":(\d+)/.exec(String(message))?.[1]).map(Number),
      isComplete: () => isComplete,
      take: () => waiting.shift()?.(),
      close: () => joined.close(),
    }
  }
  const send = (run: Run) => {
    for (const queue of queues) queue.put('run', run)
  }
  return { subscription, queues, executions, onEmpty, join, send }
}

it('executes an event once for all who receive it, and sends all the same bytes', async () => {
  const { join, send, executions } = setUp()
  const subscribers = [await join(), await join(), await join()]
  send({ version: 1 })
  send({ version: 2 })
  expect(executions).toEqual([1, 2])
  const [first, ...others] = subscribers
  expect(first?.received.map(String)).toEqual(['{"data":{"run":{"version":1}}}}', '{"data":{"run":{"version":2}}}}'])
  for (const other of others) {
    for (const [at, message] of other.received.entries()) expect(message).toBe(first?.received[at])
  }
})

it('waits for the result of an event that is being executed, and sends it to those who are still there', async () => {
  let answer = (_list: string) => {}
  const list = vi.fn(
    () =>
      new Promise<string>((resolve) => {
        answer = resolve
      }),
  )
  const { join, send } = setUp('subscription { run { version list } }')
  const subscribers = [await join(), await join()]
  send({ version: 1, list })
  subscribers[1]?.close()
  answer('Leads')
  await expect
    .poll(() => subscribers[0]?.received.map(String))
    .toEqual(['{"data":{"run":{"version":1,"list":"Leads"}}}}'])
  expect(subscribers[1]?.received).toEqual([])
  expect(list).toHaveBeenCalledTimes(1)
})

it('executes the first event of a late subscriber for it alone', async () => {
  const events = [{ version: 1 }, { version: 2 }]
  const { join, send, executions } = setUp(undefined, () => {
    const queue = new ConflatingQueue<string, Run>()
    const first = events.shift()
    if (first) queue.put('run', first)
    return queue
  })
  const early = await join()
  const late = await join()
  send({ version: 3 })
  expect(early.versions()).toEqual([1, 3])
  expect(late.versions()).toEqual([2, 3])
  expect(executions).toEqual([1, 2, 3])
})

it('lets a slow subscriber skip events without delaying the others', async () => {
  const { join, send, queues } = setUp()
  const [fast, slow] = [await join(), await join({ isSlow: true })]
  for (const version of [1, 2, 3]) send({ version })
  expect(fast.versions()).toEqual([1, 2, 3])
  expect(slow.versions()).toEqual([1])
  for (const queue of queues) queue.end()
  expect([fast.isComplete(), slow.isComplete()]).toEqual([true, false])
  slow.take()
  slow.take()
  expect(slow.versions()).toEqual([1, 3])
  expect(slow.isComplete()).toBe(true)
})

it('executes an event again for a subscriber that takes it much later', async () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  try {
    const { join, send, executions } = setUp()
    const [fast, slow] = [await join(), await join({ isSlow: true })]
    send({ version: 1 })
    send({ version: 2 })
    expect(executions).toEqual([1, 2])
    vi.advanceTimersByTime(60_000)
    slow.take()
    expect(executions).toEqual([1, 2, 2])
    expect([fast.versions(), slow.versions()]).toEqual([
      [1, 2],
      [1, 2],
    ])
  } finally {
    vi.useRealTimers()
  }
})

it('masks what a stream fails with, and completes', async () => {
  const { join, queues } = setUp()
  const subscriber = await join()
  queues[0]?.fail(new Error('password=hunter2'))
  expect(String(subscriber.received[0])).toContain('INTERNAL_SERVER_ERROR')
  expect(String(subscriber.received[0])).not.toContain('hunter2')
  expect(subscriber.isComplete()).toBe(true)
})

it('is over when its last subscriber has left, or none could join', async () => {
  const { join, onEmpty } = setUp()
  const [first, second] = [await join(), await join()]
  first.close()
  first.close()
  expect(onEmpty).not.toHaveBeenCalled()
  second.close()
  expect(onEmpty).toHaveBeenCalledTimes(1)

  const failing = setUp(undefined, () => {
    throw new Error('password=hunter2')
  })
  expect(await failing.subscription.join()).toMatchObject({
    errors: [{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }],
  })
  expect(failing.onEmpty).toHaveBeenCalledTimes(1)
})
