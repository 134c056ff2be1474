import { Button, CloseButton, Group, Paper, Stack, Text } from '@mantine/core'
import { Link } from 'react-router'
import { number } from '../components/format.ts'
import { FixRowsLink } from './fix-rows-link.tsx'
import { ListLink } from './list-link.tsx'
import type { Run } from './run.ts'
import { StatusBadge } from './status-badge.tsx'
import { UndoImport } from './undo-import.tsx'
import { VerdictBar } from './verdict-bar.tsx'

/** An import that has just ended: what it did, and what can be done about it. */
export function EndCard({ run, onDismiss }: { run: Run; onDismiss: () => void }) {
  const { counts, list, undoneAt } = run
  const figures = [
    { label: 'Added', value: counts.imported },
    { label: 'Merged', value: counts.merged },
    { label: 'Need credits', value: counts.unaffordable },
  ]
  return (
    <Paper component="section" aria-label={`Ended: ${list?.name ?? 'Deleted list'}`} withBorder p="md">
      <Stack gap="sm">
        <Group justify="space-between" wrap="nowrap" align="flex-start">
          <Stack gap={4} miw={0}>
            <ListLink list={list} />
            <StatusBadge run={run} />
          </Stack>
          <CloseButton aria-label="Dismiss summary" onClick={onDismiss} />
        </Group>
        {counts.processed > 0 && <VerdictBar counts={counts} />}
        <Group gap="xl" component="dl" m={0}>
          {figures.map(({ label, value }) => (
            <div key={label}>
              <Text component="dt" size="xs" c="dimmed">
                {label}
              </Text>
              <Text component="dd" m={0} fw={600} className="number" {...(value === 0 && { c: 'dimmed' })}>
                {number(value)}
              </Text>
            </div>
          ))}
        </Group>
        <Group gap="xs">
          {list && (
            <Button component={Link} to={`/lists/${list.id}`} size="xs">
              View list
            </Button>
          )}
          {undoneAt ? <Text c="dimmed">Undone</Text> : <UndoImport run={run} />}
          <FixRowsLink run={run} />
        </Group>
      </Stack>
    </Paper>
  )
}
