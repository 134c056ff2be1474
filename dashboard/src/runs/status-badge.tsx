import { Badge } from '@mantine/core'
import type { Run } from './run.ts'

const styles: Record<Run['status'], { label: string; color: string }> = {
  QUEUED: { label: 'Queued', color: 'gray' },
  RUNNING: { label: 'Running', color: 'indigo' },
  PAUSED: { label: 'Paused', color: 'orange' },
  COMPLETED: { label: 'Completed', color: 'teal' },
  FAILED: { label: 'Failed', color: 'red' },
  CANCELLED: { label: 'Cancelled', color: 'gray' },
}

/** The status of a run. */
export function StatusBadge({ status }: Pick<Run, 'status'>) {
  const { label, color } = styles[status]
  return (
    <Badge variant="dot" color={color} miw={112} tt="none" fw={500}>
      {label}
    </Badge>
  )
}
