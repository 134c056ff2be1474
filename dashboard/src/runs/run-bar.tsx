import { number, pluralize } from '../components/format.ts'
import { type Tone, toneColor } from '../design/tokens.ts'
import classes from './run-bar.module.css'

/** A segment of a bar. */
interface Part {
  readonly tone: Tone
  readonly count: number
}

interface Props {
  label: string
  parts: readonly Part[]
  /** Null while the total is unknown. */
  total: number | null
  /** What is counted, singular and plural. */
  unit?: readonly [one: string, many: string]
}

/** A progress bar with a segment for each kind of result. */
export function Bar({ label, parts, total, unit = ['row', 'rows'] }: Props) {
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
      aria-valuetext={
        total === null ? `${pluralize(done, ...unit)} so far` : `${number(done)} of ${pluralize(whole, ...unit)}`
      }
    >
      {parts.map(({ tone, count }) => (
        <div
          key={tone}
          className={classes['part']}
          style={{ width: `${(count / whole) * 100}%`, background: toneColor(tone) }}
        />
      ))}
    </div>
  )
}
