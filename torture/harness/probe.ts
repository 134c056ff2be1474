import { setTimeout as delay } from 'node:timers/promises'

/** Answers that were measured, in milliseconds. */
export interface Answers {
  readonly answers: number
  readonly slowestMs: number
  readonly medianMs: number
}

/** Repeats a request while `work` runs and measures its answers; `between` is called after each. Throws what either throws. */
export async function probeWhile<T>(
  work: () => Promise<T>,
  request: () => Promise<unknown>,
  { everyMs = 50, between }: { everyMs?: number; between?: () => Promise<unknown> } = {},
): Promise<Answers & { result: T }> {
  let isOver = false
  const times: number[] = []
  const probe = async () => {
    do {
      const began = performance.now()
      await request()
      times.push(Math.round(performance.now() - began))
      await between?.()
      await delay(everyMs)
    } while (!isOver)
  }
  const [result] = await Promise.all([
    work().finally(() => {
      isOver = true
    }),
    probe(),
  ])
  const sorted = times.toSorted((a, b) => a - b)
  return {
    result,
    answers: sorted.length,
    slowestMs: sorted.at(-1) ?? 0,
    medianMs: sorted[Math.floor(sorted.length / 2)] ?? 0,
  }
}

/** Asks a server for `/health`; throws unless it answers 200. */
export async function askHealth(url: string): Promise<void> {
  const { status } = await fetch(`${url}/health`)
  if (status !== 200) throw new Error(`/health returned ${status}`)
}
