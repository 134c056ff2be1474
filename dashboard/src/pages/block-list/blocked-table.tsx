import { ScrollArea, Table, Text } from '@mantine/core'
import { useAction } from '../../api/use-action.ts'
import { ConfirmButton } from '../../components/confirm-button.tsx'
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
  return (
    <ScrollArea viewportProps={{ tabIndex: 0, role: 'region', 'aria-label': 'Blocked companies' }}>
      <Table miw={640} verticalSpacing="sm" captionSide="top">
        <Table.Caption ta="left">{pluralize(total, 'entry', 'entries')}</Table.Caption>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Company</Table.Th>
            <Table.Th>Domain</Table.Th>
            <Table.Th>Reason</Table.Th>
            <Table.Th>Since</Table.Th>
            <Table.Th aria-label="Actions" />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {entries.map(({ id, name, domain, reason, createdAt }) => (
            <Table.Tr key={id}>
              <Table.Td>{name ?? <Text c="dimmed">–</Text>}</Table.Td>
              <Table.Td>{domain ?? <Text c="dimmed">–</Text>}</Table.Td>
              <Table.Td>{reason}</Table.Td>
              <Table.Td className="number">{dateTime(createdAt)}</Table.Td>
              <Table.Td ta="right">
                <ConfirmButton
                  label="Unblock"
                  size="xs"
                  question={`Unblock ${name ?? domain}? New imports will add its people.`}
                  confirm="Unblock company"
                  onConfirm={() => void unblock.act({ input: { id } })}
                />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollArea>
  )
}
