/** The progress of a run at a time in milliseconds. */
export interface Sample {
  readonly at: number
  readonly processed: number
}

const window = 10_000

/** Adds a sample and drops those outside the window of ten seconds. */
export function withSample(samples: readonly Sample[], sample: Sample): readonly Sample[] {
  const recent = samples.filter(({ at, processed }) => at > sample.at - window && processed <= sample.processed)
  return [...recent, sample]
}

/** Returns the rows per second over the samples; null while they span less than 0.2 seconds. */
export function rowsPerSecond(samples: readonly Sample[]): number | null {
  const [first, last] = [samples[0], samples.at(-1)]
  if (!first || !last || last.at - first.at < 200) return null
  return ((last.processed - first.processed) * 1_000) / (last.at - first.at)
}

/** Returns the seconds until all rows are processed at this pace; null if the total or the pace is unknown. */
export function secondsLeft(counts: { total: number | null; processed: number }, pace: number | null): number | null {
  if (counts.total === null || pace === null || pace <= 0) return null
  return (counts.total - counts.processed) / pace
}
