import { Redis } from 'ioredis'
import type { Config } from '../../config.ts'
import { type Finding, messageOf, ok, problem } from './finding.ts'

/** Checks whether Redis answers, if it is configured. */
export async function checkRedis({ redisUrl }: Pick<Config, 'redisUrl'>): Promise<Finding[]> {
  if (redisUrl === null) return []
  const client = new Redis(redisUrl, { lazyConnect: true, connectTimeout: 5_000, retryStrategy: () => null })
  let failure: unknown
  client.on('error', (error) => {
    failure = error
  })
  try {
    await client.connect()
    await client.ping()
    return [ok('redis', 'Redis answers.')]
  } catch (error) {
    const action = 'Check REDIS_URL, and that Redis runs and accepts connections.'
    return [problem('redis', `Redis can't be used: ${messageOf(failure ?? error)}.`, action)]
  } finally {
    client.disconnect()
  }
}
