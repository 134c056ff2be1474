import { Badge, Group, Paper, Stack, Text } from '@mantine/core'
import { moment } from '../../components/format.ts'
import { graphql } from '../../gql/gql.ts'
import type { AccountFragment, LinkedInAccountStatus } from '../../gql/graphql.ts'

graphql(`
  fragment Account on LinkedInAccount {
    id
    name
    status
    lastSyncedAt
  }
`)

const states: Record<LinkedInAccountStatus, { label: string; color: string; advice?: string }> = {
  OK: { label: 'Connected', color: 'green' },
  CONNECTING: { label: 'Being connected', color: 'blue', advice: 'It will be ready in a moment.' },
  CREDENTIALS: { label: 'Signed out', color: 'red', advice: 'The sign-in has expired: connect it again.' },
  PERMISSIONS: { label: 'No permission', color: 'red', advice: 'LinkedIn withholds a permission: connect it again.' },
  STOPPED: { label: 'Switched off', color: 'orange', advice: 'It was switched off at the provider.' },
  ERROR: { label: 'Error', color: 'red', advice: 'The provider met an error that it does not explain.' },
}

/** One account: whose it is, in which state, and whether imports take it. */
export function AccountCard({ account, isUsed }: { account: AccountFragment; isUsed: boolean }) {
  const { label, color, advice } = states[account.status]
  return (
    <Paper withBorder p="lg">
      <Group justify="space-between">
        <Stack gap={2}>
          <Text fw={600}>{account.name}</Text>
          <Text size="sm" c="dimmed">
            {account.lastSyncedAt ? `Read ${moment(account.lastSyncedAt)}` : 'Not read yet'}
            {advice && ` · ${advice}`}
          </Text>
        </Stack>
        <Group gap="xs">
          {isUsed && <Badge variant="outline">Used for imports</Badge>}
          <Badge variant="dot" color={color}>
            {label}
          </Badge>
        </Group>
      </Group>
    </Paper>
  )
}
