import { Group, Text } from '@mantine/core'
import { type Column, DataTable } from '../../components/data-table.tsx'
import { dateTime, number, pluralize } from '../../components/format.ts'
import { ListLink } from '../../runs/list-link.tsx'
import { StatusBadge } from '../../runs/status-badge.tsx'
import { DeleteList } from './delete-list.tsx'
import { enrichmentSummary } from './enrichment-summary.ts'
import type { ListSummary } from './list-summary.ts'
import { RenameList } from './rename-list.tsx'

const columns: readonly Column<ListSummary>[] = [
  {
    label: 'List',
    maxWidth: 260,
    show: (list) => (
      <>
        <ListLink list={list} />
        <Text size="xs" c="dimmed">
          Created {dateTime(list.createdAt)}
        </Text>
      </>
    ),
  },
  { label: 'People', isRight: true, show: ({ rows }) => number(rows.totalCount) },
  { label: 'Companies', isRight: true, show: ({ companies }) => number(companies.totalCount) },
  {
    label: 'Last import',
    show: ({ importRuns: { nodes } }) => {
      const [run] = nodes
      if (!run) return '–'
      return (
        <>
          <StatusBadge run={run} />
          <Text size="xs" c="dimmed">
            {dateTime(run.finishedAt ?? run.createdAt)}
          </Text>
        </>
      )
    },
  },
  { label: 'Enrichment', show: enrichmentSummary },
  {
    label: 'Actions',
    isActions: true,
    show: (list) => (
      <Group gap={4} wrap="nowrap" justify="flex-end">
        <RenameList list={list} size="compact-sm" variant="subtle" />
        <DeleteList list={list} size="compact-sm" variant="subtle" />
      </Group>
    ),
  },
]

/** Lists with their counts, their last import and their actions. */
export function ListTable({ lists, total }: { lists: readonly ListSummary[]; total: number }) {
  return (
    <DataTable
      label="Your lists"
      columns={columns}
      items={lists}
      keyOf={({ id }) => id}
      minWidth={880}
      caption={pluralize(total, 'list')}
    />
  )
}
