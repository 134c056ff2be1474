import { useEffect, useState } from 'react'
import { rowsPerSecond, type Sample, secondsLeft, withSample } from './pace.ts'
import type { Run } from './run.ts'

/** How fast a run goes and how long it takes yet, from the events that came in. */
export function usePace({ counts, status }: Pick<Run, 'counts' | 'status'>) {
  const [samples, setSamples] = useState<readonly Sample[]>([])
  const { processed } = counts
  useEffect(() => {
    setSamples((before) => (status === 'RUNNING' ? withSample(before, { at: performance.now(), processed }) : []))
  }, [processed, status])
  const pace = rowsPerSecond(samples)
  return { rowsPerSecond: pace, secondsLeft: secondsLeft(counts, pace) }
}
