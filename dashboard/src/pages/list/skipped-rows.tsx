import { Anchor, Chip, Group, Stack, Text } from '@mantine/core'
import { useThrottledValue } from '@mantine/hooks'
import { useMemo, useState } from 'react'
import { Link } from 'react-router'
import { useQuery } from 'urql'
import { uncachedClient } from '../../api/client.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { number, pluralize } from '../../components/format.ts'
import { Texts } from '../../components/texts.tsx'
import { graphql } from '../../gql/gql.ts'
import type { OutcomeReasonCode } from '../../gql/graphql.ts'
import type { Run } from '../../runs/run.ts'
import { verdicts } from '../../runs/verdicts.ts'
import { DownloadOutcomes } from './download-outcomes.tsx'
import { OutcomePanel } from './outcome-panel.tsx'
import { type Outcome, outcomesOf } from './outcomes.ts'
import { ReasonFilter, reasonLabel } from './reason-filter.tsx'
import type { Column } from './table/column.ts'
import { type CursorItem, itemAt } from './table/cursor-pages.ts'
import { RowsTable } from './table/rows-table.tsx'
import { useCursorPages, useHeld } from './table/use-cursor-pages.ts'
import { VerdictName } from './verdict-name.tsx'

const columns: readonly Column<Outcome>[] = [
  { key: 'row', label: 'Row', width: 88, show: ({ rowNumber }) => number(rowNumber) },
  { key: 'result', label: 'Result', width: 180, show: ({ verdict }) => <VerdictName verdict={verdict} /> },
  { key: 'reason', label: 'Reason', width: 320, show: reasonOf },
  {
    key: 'original',
    label: 'Original row',
    width: 320,
    show: ({ cells }) => (
      <Text span size="sm" c="dimmed">
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

interface Open {
  readonly index: number
  readonly placed: CursorItem<Outcome>
}

/** The skipped rows of a run, with their reasons, or only one of them, opened. */
export function SkippedRows({ run, rowNumber }: { run: Run; rowNumber: number | null }) {
  const [chosen, setOpen] = useState<Open | null | undefined>()
  const [selected, setSelected] = useState<string[]>([])
  const [reasonCodes, setReasonCodes] = useState<OutcomeReasonCode[]>([])
  const [{ data }] = useQuery({ query: SkippedReasons, variables: { runId: run.id } })
  const revision = useThrottledValue(`${run.version}`, 2_000)
  const filter = useMemo(
    () => ({ verdicts: verdictsIn(selected), reasonCodes, rowNumbers: rowNumber === null ? [] : [rowNumber] }),
    [selected, reasonCodes, rowNumber],
  )
  const source = useMemo(() => outcomesOf(uncachedClient, run.id, filter), [run.id, filter])
  const pages = useCursorPages(source, revision)
  const first = useHeld(pages, (held) => (rowNumber === null ? undefined : itemAt(held, 0)))
  const open = chosen === undefined ? first && { index: 0, placed: first } : chosen
  const useNeighbour = (step: 1 | -1) => {
    const index = (open?.index ?? Number.NaN) + step
    const placed = useHeld(pages, (held) => itemAt(held, index))
    return placed && (() => setOpen({ index, placed }))
  }
  const onPrevious = useNeighbour(-1)
  const onNext = useNeighbour(1)
  const chooseVerdicts = (chosen: string[]) => {
    setSelected(chosen)
    setReasonCodes([])
  }
  const reasons = data?.importRun?.outcomeReasons.filter(
    ({ verdict }) => filter.verdicts.length === 0 || filter.verdicts.includes(verdict),
  )
  const toolbar =
    rowNumber !== null ? (
      <Anchor component={Link} to={`?run=${run.id}`} size="sm">
        Show all skipped rows
      </Anchor>
    ) : (
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
    <RowsTable
      label="Skipped rows"
      columns={columns}
      pages={pages}
      view={[...selected, ...reasonCodes].join(' ')}
      count={(total) => pluralize(total, 'row')}
      above={392}
      toolbar={toolbar}
      aside={rowNumber === null && <DownloadOutcomes runId={run.id} filter={filter} />}
      empty={
        <EmptyState title="No skipped rows">
          {rowNumber === null
            ? 'Every row of this import was added to the list.'
            : 'This row was added to the list, or is no longer kept.'}
        </EmptyState>
      }
      open={open?.index ?? null}
      onOpen={(index, placed) => setOpen({ index, placed })}
      panel={
        open && (
          <OutcomePanel
            run={run}
            filter={filter}
            columns={data?.importRun?.columns ?? []}
            placed={open.placed}
            onClose={() => setOpen(null)}
            onPrevious={onPrevious}
            onNext={onNext}
          />
        )
      }
    />
  )
}

/** The reason in short, or the whole of it if it names a company; the panel always has the whole. */
function reasonOf({ verdict, reasonCode, reason }: Outcome): string {
  return verdict === 'BLOCKED' ? reason : reasonLabel(reasonCode)
}

function verdictsIn(names: readonly string[]): Outcome['verdict'][] {
  return verdicts.flatMap(({ verdict }) => (names.includes(verdict) ? [verdict] : []))
}
