import { Anchor, Stack, Text } from '@mantine/core'
import { Link } from 'react-router'
import { type Column, DataTable } from '../../components/data-table.tsx'
import { dateTime, number } from '../../components/format.ts'
import { FixRowsLink } from '../../runs/fix-rows-link.tsx'
import { ImportRest } from '../../runs/import-rest.tsx'
import { ListLink } from '../../runs/list-link.tsx'
import { type Run, skippedSummary } from '../../runs/run.ts'
import { StatusBadge } from '../../runs/status-badge.tsx'
import { VerdictBar } from '../../runs/verdict-bar.tsx'
import { verdicts } from '../../runs/verdicts.ts'

const fixed: readonly Column<Run>[] = [
  { label: 'List', maxWidth: 260, show: (run) => <RunName run={run} /> },
  { label: 'Status', show: (run) => <StatusBadge run={run} /> },
  {
    label: 'Result',
    show: ({ counts }) => (
      <div style={{ display: 'inline-block', width: 96 }}>
        {counts.processed > 0 && <VerdictBar counts={counts} height={8} />}
      </div>
    ),
  },
]

/** Runs that have ended, with the results of their rows. Results that no run has are left out. */
export function EndedRuns({ runs }: { runs: readonly Run[] }) {
  const counted = verdicts
    .filter(({ count }) => runs.some(({ counts }) => counts[count] > 0))
    .map(({ verdict, count, label }) => ({
      label,
      isRight: true,
      show: ({ counts }: Run) => (
        <Text span data-count={verdict} {...(counts[count] === 0 && { c: 'dimmed' })}>
          {number(counts[count])}
        </Text>
      ),
    }))
  return (
    <DataTable
      label="Recent imports"
      columns={[...fixed, ...counted]}
      items={runs}
      keyOf={({ id }) => id}
      minWidth={760}
    />
  )
}

function RunName({ run }: { run: Run }) {
  const { id, list, error, finishedAt, undoneAt } = run
  const skipped = skippedSummary(run)
  return (
    <Stack gap={2}>
      <ListLink list={list} />
      {finishedAt && (
        <Text size="xs" c="dimmed">
          {dateTime(finishedAt)}
          {undoneAt && ' · Undone'}
        </Text>
      )}
      {list && skipped !== null && (
        <Anchor component={Link} to={`/lists/${list.id}/skipped-rows?run=${id}`} size="sm" lh="24px">
          {skipped}
        </Anchor>
      )}
      {error && (
        <Text c="var(--mantine-color-error)" style={{ whiteSpace: 'normal' }}>
          <bdi>{error.message}</bdi>
        </Text>
      )}
      <FixRowsLink run={run} />
      <ImportRest run={run} />
    </Stack>
  )
}
