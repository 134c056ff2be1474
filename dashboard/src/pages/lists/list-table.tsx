import { Group, Text } from '@mantine/core'
import { type Column, DataTable } from '../../components/data-table.tsx'
import { dateTime, number, percent, pluralize } from '../../components/format.ts'
import type { ListsPageQuery } from '../../gql/graphql.ts'
import { ListLink } from '../../runs/list-link.tsx'
import { StatusBadge } from '../../runs/status-badge.tsx'
import { DeleteList } from './delete-list.tsx'
import { enrichmentSummary } from './enrichment-summary.ts'
import { RenameList } from './rename-list.tsx'

type ListedList = ListsPageQuery['lists']['nodes'][number]

const columns: readonly Column<ListedList>[] = [
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
  { label: 'Quality', show: ({ stats }) => <Quality stats={stats} /> },
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

/** Lists with their counts, their quality, their last import and their actions. */
export function ListTable({ lists, total }: { lists: readonly ListedList[]; total: number }) {
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

function Quality({ stats }: Pick<ListedList, 'stats'>) {
  const { people, withEmail, withCompany, companies, enriched } = stats
  const shares = [
    ...(people === 0
      ? []
      : [`${percent(withEmail / people)} with e-mail`, `${percent(withCompany / people)} with company`]),
    ...(companies === 0 ? [] : [`${percent(enriched / companies)} enriched`]),
  ]
  return shares.length === 0 ? '–' : shares.map((share) => <div key={share}>{share}</div>)
}
