import { number } from '../../components/format.ts'
import type { Run } from '../../runs/run.ts'
import { verdicts } from '../../runs/verdicts.ts'
import classes from './verdict-bar.module.css'

/** The results of a run's rows as a bar. */
export function VerdictBar({ counts }: Pick<Run, 'counts'>) {
  const parts = verdicts.filter(({ count }) => counts[count] > 0)
  const label = parts.map(({ count, label: name }) => `${number(counts[count])} ${name.toLowerCase()}`).join(', ')
  return (
    <div className={classes['bar']} role="img" aria-label={label}>
      {parts.map(({ verdict, count, color }) => (
        <div key={verdict} style={{ flexGrow: counts[count], background: `var(--mantine-color-${color}-6)` }} />
      ))}
    </div>
  )
}
