import { setTimeout as delay } from 'node:timers/promises'

/** Polls a condition until it is met, first every 10 ms and later every 50; the test's own timeout ends the wait. */
export async function waitFor(met: () => boolean | Promise<boolean>): Promise<void> {
  for (let pause = 10; !(await met()); pause = Math.min(50, pause * 1.1)) await delay(pause)
}
