import { useEffect, useState } from 'react'
import { rowsPerSecond, type Sample, secondsLeft, withSample } from './pace.ts'
import type { Run } from './run.ts'

/** Returns the speed of a run and its remaining time, measured from recent events. */
export function usePace({ counts, status }: Pick<Run, 'counts' | 'status'>) {
  const [samples, setSamples] = useState<readonly Sample[]>([])
  const { processed } = counts
  useEffect(() => {
    setSamples((previous) => (status === 'RUNNING' ? withSample(previous, { at: performance.now(), processed }) : []))
  }, [processed, status])
  const pace = rowsPerSecond(samples)
  return { rowsPerSecond: pace, secondsLeft: secondsLeft(counts, pace) }
}
