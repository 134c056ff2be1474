import { countOf } from '../components/format.ts'
import classes from './run-bar.module.css'

/** A part of a bar. */
export interface Part {
  readonly color: string
  readonly count: number
}

/** A bar that fills up, part by part; `total` null: nobody knows yet of how much. */
export function Bar({ label, parts, total }: { label: string; parts: readonly Part[]; total: number | null }) {
  const done = parts.reduce((sum, { count }) => sum + count, 0)
  const whole = Math.max(total ?? 0, done, 1)
  return (
    <div
      className={classes['track']}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      {...(total !== null && { 'aria-valuenow': Math.floor((done / whole) * 100) })}
      aria-valuetext={total === null ? `${countOf(done, 'row')} so far` : `${done} of ${countOf(whole, 'row')}`}
    >
      {parts.map(({ color, count }) => (
        <div
          key={color}
          className={classes['part']}
          style={{ width: `${(count / whole) * 100}%`, background: `var(--mantine-color-${color}-6)` }}
        />
      ))}
    </div>
  )
}
