import { Text } from '@mantine/core'
import { useAction } from '../../api/use-action.ts'
import { ConfirmButton } from '../../components/confirm-button.tsx'
import { type Column, DataTable } from '../../components/data-table.tsx'
import { dateTime, pluralize } from '../../components/format.ts'
import { graphql } from '../../gql/gql.ts'
import type { BlockedEntryFragment } from '../../gql/graphql.ts'

graphql(`
  fragment BlockedEntry on BlockedCompany {
    id
    name
    domain
    reason
    createdAt
  }
`)

const Unblock = graphql(`
  mutation Unblock($input: UnblockCompanyInput!) {
    unblockCompany(input: $input) {
      ... on UnblockCompanyPayload { id }
      ... on Error { code message }
    }
  }
`)

/** The entries of the block list. */
export function BlockedTable({ entries, total }: { entries: readonly BlockedEntryFragment[]; total: number }) {
  const unblock = useAction(Unblock)
  const columns: readonly Column<BlockedEntryFragment>[] = [
    { label: 'Company', show: ({ name, domain }) => <Value value={name ?? domain} /> },
    { label: 'Domain', show: ({ domain }) => <Value value={domain} /> },
    { label: 'Reason', show: ({ reason }) => <Value value={reason} /> },
    { label: 'Since', show: ({ createdAt }) => dateTime(createdAt) },
    {
      label: 'Actions',
      isActions: true,
      show: ({ id, name, domain }) => (
        <ConfirmButton
          label="Unblock"
          size="xs"
          question={
            <>
              Unblock <bdi>{name ?? domain}</bdi>? New imports will add its people.
            </>
          }
          confirm="Unblock company"
          onConfirm={() => void unblock.act({ input: { id } })}
        />
      ),
    },
  ]
  return (
    <DataTable
      label="Blocked companies"
      columns={columns}
      items={entries}
      keyOf={({ id }) => id}
      minWidth={640}
      caption={pluralize(total, 'entry', 'entries')}
    />
  )
}

function Value({ value }: { value: string | null }) {
  if (!value) return <Text c="dimmed">–</Text>
  return <bdi style={{ whiteSpace: 'normal', overflowWrap: 'break-word' }}>{value}</bdi>
}
