import { Group, Paper, Stack } from '@mantine/core'
import { EndedRuns } from '../pages/imports/ended-runs.tsx'
import { EndCard } from '../runs/end-card.tsx'
import type { Run } from '../runs/run.ts'
import { RunCard } from '../runs/run-card.tsx'
import { StatusBadge } from '../runs/status-badge.tsx'
import { VerdictBar } from '../runs/verdict-bar.tsx'
import { Section } from './section.tsx'

const statuses = ['QUEUED', 'RUNNING', 'PAUSED', 'COMPLETED', 'FAILED', 'CANCELLED'] as const
const at = '2026-11-30T09:00:00.000Z'
const counts = {
  __typename: 'ImportCounts',
  total: 100,
  imported: 40,
  merged: 10,
  noMatch: 5,

  crossListSkipped: 8,
  blocked: 6,
  invalid: 5,
  unaffordable: 6,
  updated: 4,
  companiesCreated: 20,
} as const
const run: Run = {
  __typename: 'ImportRun',
  id: 'example',
  kind: 'CSV',
  dataType: 'PEOPLE',
  status: 'RUNNING',
  version: 1,
  createdAt: at,
  startedAt: at,
  finishedAt: null,
  pauseReason: null,
  nextAttemptAt: null,
  warnings: [],
  wasCapped: false,
  undoneAt: null,
  error: null,
  counts: { ...counts, processed: 80 },
  bulkCounts: { __typename: 'ImportCounts', moved: 0, copied: 0, deleted: 0, merged: 0 },
  list: { __typename: 'List', id: 'example', name: 'Event attendees', enrichmentStatus: 'IDLE' },
}

/** The parts that show imports. */
export function Runs() {
  return (
    <Section title="Imports">
      <Group>
        {statuses.map((status) => (
          <StatusBadge key={status} run={{ ...run, status }} />
        ))}
      </Group>
      <RunCard run={run} />
      <RunCard run={{ ...run, status: 'PAUSED', pauseReason: 'LinkedIn asks for a pause.' }} />
      <EndCard run={{ ...run, status: 'COMPLETED' }} onDismiss={() => {}} />
      <Paper withBorder p="md">
        <Stack gap="sm">
          <VerdictBar counts={run.counts} />
        </Stack>
      </Paper>
      <EndedRuns
        runs={statuses.slice(3).map((status) => ({ ...run, id: status, status, list: null, finishedAt: at }))}
      />
    </Section>
  )
}
