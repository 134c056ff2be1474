import { Redis } from 'ioredis'
import { DomainError } from '../errors.ts'
import type { Log } from '../log.ts'
import { isChannel, transportChannel } from './channels.ts'
import { decode, encode } from './envelope.ts'
import { type ListeningTransport, reconnected } from './pubsub.ts'
import { startRelay } from './relay.ts'

const connectTimeout = 5_000
const maxRetryDelay = 2_000

class RedisUnreachableError extends DomainError {
  readonly code = 'REDIS_UNREACHABLE' as const

  constructor(redisUrl: string, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    super(`Cannot connect to Redis at ${new URL(redisUrl).host} (REDIS_URL): ${reason}.`, { cause })
  }
}

/**
 * Receives events through Redis, to which one of the processes relays what Postgres sends when transactions commit. It reconnects until
 * it is closed; throws if the first connection fails.
 */
export async function startRedisEventTarget(options: {
  redisUrl: string
  databaseUrl: string
  log: Log
}): Promise<ListeningTransport> {
  const { redisUrl, databaseUrl, log } = options
  const local = new EventTarget()
  const [subscriber, publisher] = await Promise.all([connect(redisUrl, log), connect(redisUrl, log)])
  const publish = (payload: string) => {
    publisher.publish(transportChannel, payload).catch((error: unknown) => {
      log.warn({ err: error }, 'events: could not send a message')
    })
  }
  subscriber.on('message', (_channel, payload) => {
    const event = decode(payload)
    if (event) local.dispatchEvent(event)
    else log.warn({ payload }, 'events: dropped an invalid message')
  })
  await subscriber.subscribe(transportChannel)
  // The client has subscribed again by then; messages sent in the meantime are lost.
  subscriber.on('ready', () => {
    log.info('events: listening again')
    local.dispatchEvent(new Event(reconnected))
  })
  const relay = startRelay({ databaseUrl, publish, log })

  return {
    isListening: () => subscriber.status === 'ready',
    addEventListener: (type, listener) => local.addEventListener(type, listener),
    removeEventListener: (type, listener) => local.removeEventListener(type, listener),
    dispatchEvent(event) {
      if (!(event instanceof CustomEvent) || !isChannel(event.type)) return local.dispatchEvent(event)
      publish(encode(event.type, event.detail))
      return true
    },
    async close() {
      await relay.close()
      subscriber.disconnect()
      publisher.disconnect()
    },
  }
}

async function connect(redisUrl: string, log: Log): Promise<Redis> {
  const client = new Redis(redisUrl, {
    lazyConnect: true,
    connectTimeout,
    connectionName: 'leadstream',
    // A message that can't be sent now is worthless later: the receivers read everything again.
    maxRetriesPerRequest: 0,
    retryStrategy: (attempt) => Math.min(attempt * 50, maxRetryDelay),
  })
  let failure: unknown
  client.on('error', (error) => {
    failure = error
    log.debug({ err: error }, 'events: the connection to Redis failed')
  })
  client.on('close', () => log.debug('events: lost the connection to Redis'))
  try {
    await client.connect()
    return client
  } catch (error) {
    client.disconnect()
    throw new RedisUnreachableError(redisUrl, failure ?? error)
  }
}
