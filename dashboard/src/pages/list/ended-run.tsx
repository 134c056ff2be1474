import { Anchor, Group, Paper, Stack, Text } from '@mantine/core'
import { Link } from 'react-router'
import { countOf, moment } from '../../components/format.ts'
import { leftOutOf, type Run } from '../../runs/run.ts'
import { RunCounts } from '../../runs/run-counts.tsx'
import { StatusBadge } from '../../runs/status-badge.tsx'
import { kindNames } from './run-words.ts'
import { VerdictBar } from './verdict-bar.tsx'

/** An import that is over: when and how it ended, and what became of its rows. */
export function EndedRun({ run, listId }: { run: Run; listId: string }) {
  const { id, kind, status, counts, error, warnings, createdAt, finishedAt } = run
  const leftOut = leftOutOf(run)
  const when = moment(finishedAt ?? createdAt)
  return (
    <Paper component="article" aria-label={`Import of ${when}`} withBorder p="md">
      <Stack gap="sm">
        <Group justify="space-between" gap="xs">
          <Group gap="sm">
            <StatusBadge status={status} />
            <Text size="sm" className="number">
              <strong>{kindNames[kind]}</strong> · {countOf(counts.processed, 'row')} · {when}
            </Text>
          </Group>
          {leftOut > 0 && (
            <Anchor component={Link} to={`/lists/${listId}/ledger?run=${id}`} size="sm" className="number">
              {countOf(leftOut, 'row')} not imported
            </Anchor>
          )}
        </Group>
        {error && (
          <Text size="sm" c="var(--mantine-color-error)">
            {error.message}
          </Text>
        )}
        {counts.processed > 0 && <VerdictBar counts={counts} />}
        <RunCounts counts={counts} />
        {warnings.map((warning) => (
          <Text key={warning} size="sm" c="dimmed">
            {warning}
          </Text>
        ))}
      </Stack>
    </Paper>
  )
}
