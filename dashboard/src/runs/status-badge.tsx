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

const outOfCredits = { label: 'Out of credits', tone: 'warning' } as const

/** The status of a run: a completed one without credits for all its rows is not done. */
export function StatusBadge({ run: { status, counts } }: { run: Pick<Run, 'status' | 'counts'> }) {
  const { label, tone } = status === 'COMPLETED' && counts.unaffordable > 0 ? outOfCredits : styles[status]
  return <ToneBadge tone={tone}>{label}</ToneBadge>
}
