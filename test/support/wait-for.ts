import { setTimeout as delay } from 'node:timers/promises'

/** Polls a condition every 10 ms until it is met; the test's own timeout ends the wait. */
export async function waitFor(met: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await met())) await delay(10)
}
