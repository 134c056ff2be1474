import { ToneBadge } from '../components/tone.tsx'
import type { Tone } from '../design/tokens.ts'
import type { Run } from './run.ts'

const styles: Record<Run['status'], { label: string; tone: Tone }> = {
  QUEUED: { label: 'Queued', tone: 'neutral' },
  RUNNING: { label: 'Running', tone: 'info' },
  PAUSED: { label: 'Paused', tone: 'warning' },
  COMPLETED: { label: 'Completed', tone: 'success' },
  FAILED: { label: 'Failed', tone: 'danger' },
  CANCELLED: { label: 'Cancelled', tone: 'neutral' },
}

/** The status of a run. */
export function StatusBadge({ status }: Pick<Run, 'status'>) {
  const { label, tone } = styles[status]
  return (
    <ToneBadge tone={tone} miw={112}>
      {label}
    </ToneBadge>
  )
}
