import { Text } from '@mantine/core'
import { type Column, DataTable } from '../../components/data-table.tsx'
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

const columns: readonly Column<LedgerEntryFragment>[] = [
  { label: 'Date', show: ({ createdAt }) => dateTime(createdAt) },
  {
    label: 'Description',
    show: ({ kind, note }) => (
      <>
        {kinds[kind]}
        {note && (
          <Text size="xs" c="dimmed">
            <bdi>{note}</bdi>
          </Text>
        )}
      </>
    ),
  },
  { label: 'Balance', isRight: true, show: ({ amount }) => signed(amount) },
  { label: 'Reserved', isRight: true, show: ({ reservedAmount }) => signed(reservedAmount) },
]

/** The changes of a user's credits, newest first. */
export function LedgerTable({ entries }: { entries: readonly LedgerEntryFragment[] }) {
  return <DataTable label="Credit history" columns={columns} items={entries} keyOf={({ id }) => id} minWidth={560} />
}

function signed(change: number): string {
  if (change === 0) return '–'
  return change > 0 ? `+${number(change)}` : `−${number(-change)}`
}
