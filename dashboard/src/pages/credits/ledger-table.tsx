import { ScrollArea, Table, Text } from '@mantine/core'
import { dateTime, number } from '../../components/format.ts'
import { graphql } from '../../gql/gql.ts'
import type { CreditEntryKind, LedgerEntryFragment } from '../../gql/graphql.ts'

graphql(`
  fragment LedgerEntry on CreditEntry {
    id
    kind
    quantity
    amount
    reservedAmount
    note
    createdAt
  }
`)

const kinds: Record<CreditEntryKind, string> = {
  CAPTURE: 'Leads imported',
  GRANT: 'Credits added',
  REFUND: 'Import undone',
  RELEASE: 'Unused credits returned',
  RESERVE: 'Reserved for an import',
}

/** The changes of a user's credits, newest first. */
export function LedgerTable({ entries }: { entries: readonly LedgerEntryFragment[] }) {
  return (
    <ScrollArea viewportProps={{ tabIndex: 0, role: 'region', 'aria-label': 'Credit history' }}>
      <Table miw={560} className="number" verticalSpacing="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Date</Table.Th>
            <Table.Th>Description</Table.Th>
            <Table.Th ta="right">Balance</Table.Th>
            <Table.Th ta="right">Reserved</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {entries.map(({ id, kind, amount, reservedAmount, note, createdAt }) => (
            <Table.Tr key={id}>
              <Table.Td>{dateTime(createdAt)}</Table.Td>
              <Table.Td>
                {kinds[kind]}
                {note && (
                  <Text size="xs" c="dimmed">
                    {note}
                  </Text>
                )}
              </Table.Td>
              <Table.Td ta="right">{signed(amount)}</Table.Td>
              <Table.Td ta="right">{signed(reservedAmount)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollArea>
  )
}

function signed(change: number): string {
  if (change === 0) return '–'
  return change > 0 ? `+${number(change)}` : `−${number(-change)}`
}
