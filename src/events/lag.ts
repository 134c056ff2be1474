import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type pg from 'pg'
import { notify } from './notify.ts'
import type { Events } from './pubsub.ts'

const maxLag = 5_000

/** Returns how many seconds a message takes to return to this process: 5 if it takes longer. */
export async function measureLag(pool: pg.Pool, events: Events): Promise<number> {
  const id = randomUUID()
  const began = performance.now()
  let leave = () => {}
  const returned = new Promise<void>((resolve) => {
    leave = events.subscribe('ping', (message) => message.id === id && resolve())
  })
  try {
    await notify(pool, 'ping', { id })
    await Promise.race([returned, delay(maxLag, undefined, { ref: false })])
    return Math.min(performance.now() - began, maxLag) / 1_000
  } finally {
    leave()
  }
}
