import { Box, Chip, Group, Stack, Text } from '@mantine/core'
import { useThrottledValue } from '@mantine/hooks'
import { useMemo, useState } from 'react'
import { useQuery } from 'urql'
import { uncachedClient } from '../../api/client.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { number, pluralize } from '../../components/format.ts'
import { Texts } from '../../components/texts.tsx'
import { graphql } from '../../gql/gql.ts'
import type { OutcomeReasonCode } from '../../gql/graphql.ts'
import type { Run } from '../../runs/run.ts'
import { verdicts } from '../../runs/verdicts.ts'
import type { CursorItem } from './cursor-pages.ts'
import { DownloadOutcomes } from './download-outcomes.tsx'
import { OutcomePanel } from './outcome-panel.tsx'
import { type Outcome, outcomesOf } from './outcomes.ts'
import { ReasonFilter } from './reason-filter.tsx'
import { RowsTable } from './rows-table.tsx'
import { VerdictName } from './verdict-name.tsx'
import type { Column } from './virtual-row.tsx'

const columns: readonly Column<Outcome>[] = [
  {
    label: 'Row',
    width: 88,
    show: ({ rowNumber }) => (
      <Text size="sm" fw={600} className="number">
        {number(rowNumber)}
      </Text>
    ),
  },
  { label: 'Result', width: 160, isWideOnly: true, show: ({ verdict }) => <VerdictName verdict={verdict} /> },
  {
    label: 'Reason',
    show: ({ verdict, reason }) => (
      <>
        <Box hiddenFrom="sm">
          <VerdictName verdict={verdict} />
          <Text size="xs" c="dimmed" truncate>
            <bdi>{reason}</bdi>
          </Text>
        </Box>
        <Text size="sm" lineClamp={2} visibleFrom="sm">
          <bdi>{reason}</bdi>
        </Text>
      </>
    ),
  },
  {
    label: 'Original row',
    isWideOnly: true,
    show: ({ cells }) => (
      <Text size="sm" c="dimmed" lineClamp={2}>
        <Texts texts={cells.filter((cell) => cell !== '')} />
      </Text>
    ),
  },
]

const SkippedReasons = graphql(`
  query SkippedReasons($runId: ID!) {
    importRun(id: $runId) {
      id
      columns
      outcomeReasons { verdict code count }
    }
  }
`)

/** The skipped rows of a run, with their reasons. */
export function SkippedRows({ run }: { run: Run }) {
  const [open, setOpen] = useState<CursorItem<Outcome> | null>(null)
  const [selected, setSelected] = useState<string[]>([])
  const [reasonCodes, setReasonCodes] = useState<OutcomeReasonCode[]>([])
  const [{ data }] = useQuery({ query: SkippedReasons, variables: { runId: run.id } })
  const revision = useThrottledValue(`${run.version}`, 2_000)
  const filter = useMemo(() => ({ verdicts: verdictsIn(selected), reasonCodes }), [selected, reasonCodes])
  const source = useMemo(() => outcomesOf(uncachedClient, run.id, filter), [run.id, filter])
  const chooseVerdicts = (chosen: string[]) => {
    setSelected(chosen)
    setReasonCodes([])
  }
  const reasons = data?.importRun?.outcomeReasons.filter(
    ({ verdict }) => filter.verdicts.length === 0 || filter.verdicts.includes(verdict),
  )
  const toolbar = (
    <Stack gap="xs">
      <Chip.Group multiple value={selected} onChange={chooseVerdicts}>
        <Group gap="xs" role="group" aria-label="Results">
          {verdicts.map(
            ({ verdict, count, label }) =>
              verdict !== 'IMPORTED' &&
              run.counts[count] > 0 && (
                <Chip key={verdict} value={verdict} variant="outline" size="sm" className="number">
                  {label} {number(run.counts[count])}
                </Chip>
              ),
          )}
        </Group>
      </Chip.Group>
      <ReasonFilter reasons={reasons ?? []} value={reasonCodes} onChange={setReasonCodes} />
    </Stack>
  )
  return (
    <>
      <RowsTable
        label="Skipped rows"
        columns={columns}
        source={source}
        revision={revision}
        search={[...selected, ...reasonCodes].join(' ')}
        count={(total) => pluralize(total, 'row')}
        above={392}
        toolbar={() => toolbar}
        aside={<DownloadOutcomes runId={run.id} filter={filter} />}
        empty={<EmptyState title="No skipped rows">Every row of this import was added to the list.</EmptyState>}
        onOpen={setOpen}
      />
      <OutcomePanel
        runId={run.id}
        filter={filter}
        columns={data?.importRun?.columns ?? []}
        placed={open}
        onClose={() => setOpen(null)}
      />
    </>
  )
}

function verdictsIn(names: readonly string[]): Outcome['verdict'][] {
  return verdicts.flatMap(({ verdict }) => (names.includes(verdict) ? [verdict] : []))
}
