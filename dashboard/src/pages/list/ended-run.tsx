import { Anchor, Group, Paper, Stack, Text } from '@mantine/core'
import { Link } from 'react-router'
import { dateTime, pluralize } from '../../components/format.ts'
import { FixRowsLink } from '../../runs/fix-rows-link.tsx'
import { ImportRest } from '../../runs/import-rest.tsx'
import { kindLabels, type Run, skippedSummary } from '../../runs/run.ts'
import { RunCounts } from '../../runs/run-counts.tsx'
import { StatusBadge } from '../../runs/status-badge.tsx'
import { VerdictBar } from '../../runs/verdict-bar.tsx'

/** A run that has ended: its status, its end and the results of its rows. */
export function EndedRun({ run, listId }: { run: Run; listId: string }) {
  const { id, kind, dataType, counts, error, warnings, createdAt, finishedAt } = run
  const skipped = skippedSummary(run)
  const addedTab = dataType === 'COMPANIES' ? 'companies' : 'people'
  const when = dateTime(finishedAt ?? createdAt)
  return (
    <Paper component="article" aria-label={`Import of ${when}`} withBorder p="md">
      <Stack gap="sm">
        <Group justify="space-between" gap="xs">
          <Group gap="sm">
            <StatusBadge run={run} />
            <Text size="sm" className="number">
              <strong>{kindLabels[kind]}</strong> · {pluralize(counts.processed, 'row')} · {when}
            </Text>
          </Group>
          <Group gap="md">
            {kind !== 'BULK' && counts.imported > 0 && (
              <Anchor component={Link} to={`/lists/${listId}/${addedTab}?run=${id}`} size="sm">
                Show added rows
              </Anchor>
            )}
            {skipped !== null && (
              <Anchor component={Link} to={`/lists/${listId}/skipped-rows?run=${id}`} size="sm" className="number">
                {skipped}
              </Anchor>
            )}
          </Group>
        </Group>
        {error && (
          <Text size="sm" c="var(--mantine-color-error)">
            <bdi>{error.message}</bdi>
          </Text>
        )}
        {counts.processed > 0 && <VerdictBar counts={counts} />}
        <RunCounts counts={counts} />
        <FixRowsLink run={run} />
        <ImportRest run={run} />
        {warnings.map((warning) => (
          <Text key={warning} size="sm" c="dimmed">
            <bdi>{warning}</bdi>
          </Text>
        ))}
      </Stack>
    </Paper>
  )
}
