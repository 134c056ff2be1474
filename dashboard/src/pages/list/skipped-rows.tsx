import { Box, Chip, Group, Stack, Text } from '@mantine/core'
import { useThrottledValue } from '@mantine/hooks'
import { useMemo, useState } from 'react'
import { useQuery } from 'urql'
import { EmptyState } from '../../components/empty-state.tsx'
import { countOf, number } from '../../components/format.ts'
import { graphql } from '../../gql/gql.ts'
import type { Run } from '../../runs/run.ts'
import { verdicts } from '../../runs/verdicts.ts'
import type { Placed } from './cursor-pages.ts'
import { DownloadOutcomes } from './download-outcomes.tsx'
import { OutcomePanel } from './outcome-panel.tsx'
import { type Outcome, outcomesOf } from './outcomes.ts'
import { ReasonChips } from './reason-chips.tsx'
import { RowsTable } from './rows-table.tsx'
import { useDoor } from './use-uncached-client.ts'
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
  { label: 'Verdict', width: 160, isWideOnly: true, show: ({ verdict }) => <VerdictName verdict={verdict} /> },
  {
    label: 'Reason',
    show: ({ verdict, reason }) => (
      <>
        <Box hiddenFrom="sm">
          <VerdictName verdict={verdict} />
          <Text size="xs" c="dimmed" truncate>
            {reason}
          </Text>
        </Box>
        <Text size="sm" lineClamp={2} visibleFrom="sm">
          {reason}
        </Text>
      </>
    ),
  },
  {
    label: 'The row as it came',
    isWideOnly: true,
    show: ({ cells }) => (
      <Text size="sm" c="dimmed" lineClamp={2}>
        {cells.filter((cell) => cell !== '').join(' · ')}
      </Text>
    ),
  },
]

const LedgerReasons = graphql(`
  query LedgerReasons($runId: ID!) {
    importRun(id: $runId) {
      id
      columns
      outcomeReasons { verdict code count }
    }
  }
`)

/** Every row of a run that was not imported, and why. */
export function Ledger({ run }: { run: Run }) {
  const door = useDoor()
  const [open, setOpen] = useState<Placed<Outcome> | null>(null)
  const [asked, setAsked] = useState<string[]>([])
  const [reasonCodes, setReasonCodes] = useState<string[]>([])
  const [{ data }] = useQuery({ query: LedgerReasons, variables: { runId: run.id } })
  const epoch = useThrottledValue(`${run.version}`, 2_000)
  const filter = useMemo(() => ({ verdicts: namesIn(asked), reasonCodes }), [asked, reasonCodes])
  const source = useMemo(() => outcomesOf(door, run.id, filter), [door, run.id, filter])
  const chooseVerdicts = (chosen: string[]) => {
    setAsked(chosen)
    setReasonCodes([])
  }
  const reasons = data?.importRun?.outcomeReasons.filter(
    ({ verdict }) => filter.verdicts.length === 0 || filter.verdicts.includes(verdict),
  )
  const tools = (
    <Stack gap="xs">
      <Chip.Group multiple value={asked} onChange={chooseVerdicts}>
        <Group gap="xs" role="group" aria-label="Verdicts">
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
      <ReasonChips reasons={reasons ?? []} value={reasonCodes} onChange={setReasonCodes} />
    </Stack>
  )
  return (
    <>
      <RowsTable
        label="Rows that were not imported"
        columns={columns}
        source={source}
        epoch={epoch}
        search={[...asked, ...reasonCodes].join(' ')}
        count={(total) => countOf(total, 'row')}
        above={392}
        tools={() => tools}
        aside={<DownloadOutcomes runId={run.id} filter={filter} />}
        empty={<EmptyState title="Nothing was left out">Every row of this import is in the list.</EmptyState>}
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

function namesIn(texts: readonly string[]): Outcome['verdict'][] {
  return verdicts.flatMap(({ verdict }) => (texts.includes(verdict) ? [verdict] : []))
}
