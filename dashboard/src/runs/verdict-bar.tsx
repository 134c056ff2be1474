import { toneColor } from '../design/tokens.ts'
import type { Run } from './run.ts'
import classes from './verdict-bar.module.css'
import { describeCounts, verdicts } from './verdicts.ts'

/** The results of a run's rows as a bar of `height` pixels. */
export function VerdictBar({ counts, height = 12 }: Pick<Run, 'counts'> & { height?: number }) {
  const parts = verdicts.filter(({ count }) => counts[count] > 0)
  return (
    <div className={classes['bar']} style={{ height }} role="img" aria-label={describeCounts(counts)}>
      {parts.map(({ verdict, count, tone }) => (
        <div key={verdict} style={{ flexGrow: counts[count], background: toneColor(tone) }} />
      ))}
    </div>
  )
}
