import { Alert, Group, Paper, Stack, Text } from '@mantine/core'
import { dateTime, duration, number, percent, pluralize } from '../components/format.ts'
import { ListLink } from './list-link.tsx'
import { kindLabels, type Run, shareOf } from './run.ts'
import { RunActions } from './run-actions.tsx'
import { Bar } from './run-bar.tsx'
import { RunCounts } from './run-counts.tsx'
import { StatusBadge } from './status-badge.tsx'
import { usePace } from './use-pace.ts'
import { bulkChanges, verdicts } from './verdicts.ts'

/** An active run: its progress, the counts of its rows, its speed and why it is paused. */
export function RunCard({ run }: { run: Run }) {
  const { counts, bulkCounts, status, kind, pauseReason, nextAttemptAt } = run
  const { rowsPerSecond, secondsLeft } = usePace(run)
  const name = run.list?.name ?? 'Deleted list'
  const share = shareOf([run])
  return (
    <Paper component="article" aria-label={name} withBorder p="md">
      <Stack gap="sm">
        <Group justify="space-between" wrap="nowrap" align="flex-start">
          <Stack gap={4} miw={0}>
            <ListLink list={run.list} />
            <Group gap="sm">
              <Text size="sm" c="dimmed">
                {kindLabels[kind]}
              </Text>
              <StatusBadge run={run} />
            </Group>
          </Stack>
          <RunActions id={run.id} status={status} />
        </Group>
        <Bar
          label={`Progress of ${name}`}
          parts={
            kind === 'BULK'
              ? bulkChanges.map(({ count, tone }) => ({ tone, count: bulkCounts[count] }))
              : verdicts.map(({ count, tone }) => ({ tone, count: counts[count] }))
          }
          total={counts.total}
        />
        <Group justify="space-between" gap="xs">
          <Text size="sm" className="number">
            <strong>{share === null ? '–' : percent(share)}</strong>
            {' · '}
            {counts.total === null
              ? `${pluralize(counts.processed, 'row')} so far`
              : `${number(counts.processed)} of ${pluralize(counts.total, 'row')}`}
          </Text>
          <Text size="sm" c="dimmed" className="number" miw={210} ml="auto" ta="right">
            {rowsPerSecond === null ? '' : `${number(Math.round(rowsPerSecond))} rows/s`}
            {secondsLeft === null ? '' : ` · ${duration(secondsLeft)} left`}
          </Text>
        </Group>
        {kind !== 'BULK' && <RunCounts counts={counts} />}
        {pauseReason !== null && (
          <Alert color="orange" variant="outline" p="sm">
            {pauseReason}
            {nextAttemptAt !== null && ` Next attempt: ${dateTime(nextAttemptAt)}.`}
          </Alert>
        )}
      </Stack>
    </Paper>
  )
}
