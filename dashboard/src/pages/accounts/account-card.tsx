import { Badge, Group, Paper, Stack, Text } from '@mantine/core'
import { dateTime } from '../../components/format.ts'
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
  CONNECTING: { label: 'Connecting', color: 'blue', advice: 'This takes a moment.' },
  CREDENTIALS: { label: 'Signed out', color: 'red', advice: 'The LinkedIn session expired. Reconnect the account.' },
  PERMISSIONS: {
    label: 'Missing permission',
    color: 'red',
    advice: 'LinkedIn denied a permission. Reconnect the account.',
  },
  STOPPED: { label: 'Stopped', color: 'orange', advice: 'The provider stopped this account.' },
  ERROR: { label: 'Error', color: 'red', advice: 'The provider reported an unknown error.' },
}

/** An account: its name, its status and whether imports use it. */
export function AccountCard({ account, isUsed }: { account: AccountFragment; isUsed: boolean }) {
  const { label, color, advice } = states[account.status]
  return (
    <Paper withBorder p="lg">
      <Group justify="space-between">
        <Stack gap={2}>
          <Text fw={600}>{account.name}</Text>
          <Text size="sm" c="dimmed">
            {account.lastSyncedAt ? `Synced ${dateTime(account.lastSyncedAt)}` : 'Never synced'}
            {advice && ` · ${advice}`}
          </Text>
        </Stack>
        <Group gap="xs">
          {isUsed && (
            <Badge variant="outline" tt="none">
              Used for imports
            </Badge>
          )}
          <Badge variant="dot" color={color} tt="none">
            {label}
          </Badge>
        </Group>
      </Group>
    </Paper>
  )
}
