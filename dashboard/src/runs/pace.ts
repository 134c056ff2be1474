/** How far a run was at a moment, in milliseconds. */
export interface Sample {
  readonly at: number
  readonly processed: number
}

const window = 10_000

/** Adds a sample and drops those that are too old to say how fast it goes now. */
export function withSample(samples: readonly Sample[], sample: Sample): readonly Sample[] {
  const recent = samples.filter(({ at, processed }) => at > sample.at - window && processed <= sample.processed)
  return [...recent, sample]
}

/** Rows per second over the samples; null while there is too little to say. */
export function rowsPerSecond(samples: readonly Sample[]): number | null {
  const [first, last] = [samples[0], samples.at(-1)]
  if (!first || !last || last.at - first.at < 200) return null
  return ((last.processed - first.processed) * 1_000) / (last.at - first.at)
}

/** Seconds until all rows have their verdict at this pace; null where nobody can say. */
export function secondsLeft(counts: { total: number | null; processed: number }, pace: number | null): number | null {
  if (counts.total === null || pace === null || pace <= 0) return null
  return (counts.total - counts.processed) / pace
}
