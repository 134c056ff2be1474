import { Group, Paper, ScrollArea, Stack, Table, Text, VisuallyHidden } from '@mantine/core'
import { dateTime, number, pluralize } from '../../components/format.ts'
import { ListLink } from '../../runs/list-link.tsx'
import { StatusBadge } from '../../runs/status-badge.tsx'
import { DeleteList } from './delete-list.tsx'
import { enrichmentSummary } from './enrichment-summary.ts'
import type { ListSummary } from './list-summary.ts'
import { RenameList } from './rename-list.tsx'

/** Lists with their counts, their last import and their actions. */
export function ListTable({ lists, total }: { lists: readonly ListSummary[]; total: number }) {
  return (
    <Stack gap="sm">
      <Text c="dimmed" size="sm" className="number">
        {pluralize(total, 'list')}
      </Text>
      <Paper withBorder style={{ overflow: 'hidden' }}>
        <ScrollArea viewportProps={{ tabIndex: 0, role: 'region', 'aria-label': 'Your lists' }}>
          <Table miw={880} verticalSpacing="sm" horizontalSpacing="sm">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>List</Table.Th>
                <Table.Th ta="right">People</Table.Th>
                <Table.Th ta="right">Companies</Table.Th>
                <Table.Th>Last import</Table.Th>
                <Table.Th>Enrichment</Table.Th>
                <Table.Th>
                  <VisuallyHidden>Actions</VisuallyHidden>
                </Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {lists.map((list) => (
                <ListRow key={list.id} list={list} />
              ))}
            </Table.Tbody>
          </Table>
        </ScrollArea>
      </Paper>
    </Stack>
  )
}

function ListRow({ list }: { list: ListSummary }) {
  const [run] = list.importRuns.nodes
  return (
    <Table.Tr>
      <Table.Td maw={260}>
        <ListLink list={list} />
        <Text size="xs" c="dimmed" className="number">
          Created {dateTime(list.createdAt)}
        </Text>
      </Table.Td>
      <Table.Td ta="right" className="number">
        {number(list.rows.totalCount)}
      </Table.Td>
      <Table.Td ta="right" className="number">
        {number(list.companies.totalCount)}
      </Table.Td>
      <Table.Td>
        {run && (
          <>
            <StatusBadge status={run.status} />
            <Text size="xs" c="dimmed" className="number">
              {dateTime(run.finishedAt ?? run.createdAt)}
            </Text>
          </>
        )}
      </Table.Td>
      <Table.Td>
        <Text size="sm" className="number">
          {enrichmentSummary(list)}
        </Text>
      </Table.Td>
      <Table.Td>
        <Group gap={4} wrap="nowrap" justify="flex-end">
          <RenameList list={list} size="compact-sm" variant="subtle" />
          <DeleteList list={list} size="compact-sm" variant="subtle" />
        </Group>
      </Table.Td>
    </Table.Tr>
  )
}
