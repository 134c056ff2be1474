import { setImmediate as yieldToEventLoop } from 'node:timers/promises'
import type pg from 'pg'

/**
 * Runs works whose statements are sent without waiting for the results of those before: while Postgres executes one, the next is
 * prepared. Returns their results once all have ended, or throws the error of the first that failed. None may use COPY.
 */
export async function pipelined<T>(client: pg.ClientBase, works: Iterable<() => Promise<T>>): Promise<T[]> {
  const running: Promise<T>[] = []
  setPipeline(client, true)
  try {
    for (const work of works) {
      const run = work()
      run.catch(() => undefined)
      running.push(run)
      await yieldToEventLoop()
    }
  } finally {
    await Promise.allSettled(running)
    setPipeline(client, false)
  }
  return await Promise.all(running)
}

/** pg reads the option at each statement, and COPY needs it off. */
function setPipeline(client: pg.ClientBase, isOn: boolean): void {
  Object.assign(client, { pipeline: isOn })
}
