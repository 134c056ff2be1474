import { Anchor, ScrollArea, Table, Text } from '@mantine/core'
import { Link } from 'react-router'
import { dateTime, number } from '../../components/format.ts'
import { ListLink } from '../../runs/list-link.tsx'
import { type Run, skippedSummary } from '../../runs/run.ts'
import { StatusBadge } from '../../runs/status-badge.tsx'
import { verdicts } from '../../runs/verdicts.ts'

/** Runs that have ended, with the results of their rows. */
export function EndedRuns({ runs }: { runs: readonly Run[] }) {
  return (
    <ScrollArea viewportProps={{ tabIndex: 0, role: 'region', 'aria-label': 'Recent imports' }}>
      <Table miw={760} verticalSpacing="sm" horizontalSpacing="xs" className="number">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>List</Table.Th>
            <Table.Th>Status</Table.Th>
            {verdicts.map(({ verdict, label }) => (
              <Table.Th key={verdict} ta="right" maw={110} style={{ whiteSpace: 'normal' }}>
                {label}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {runs.map(({ id, list, status, counts, error, finishedAt }) => (
            <Table.Tr key={id}>
              <Table.Td maw={240}>
                <ListLink list={list} />
                {finishedAt && (
                  <Text size="xs" c="dimmed">
                    {dateTime(finishedAt)}
                  </Text>
                )}
                {list && skippedSummary({ counts }) !== null && (
                  <Anchor component={Link} to={`/lists/${list.id}/skipped-rows?run=${id}`} size="xs" underline="always">
                    {skippedSummary({ counts })}
                  </Anchor>
                )}
                {error && (
                  <Text size="sm" c="var(--mantine-color-error)" style={{ whiteSpace: 'normal' }}>
                    {error.message}
                  </Text>
                )}
              </Table.Td>
              <Table.Td>
                <StatusBadge status={status} />
              </Table.Td>
              {verdicts.map(({ verdict, count }) => (
                <Table.Td key={verdict} ta="right">
                  {number(counts[count])}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollArea>
  )
}
