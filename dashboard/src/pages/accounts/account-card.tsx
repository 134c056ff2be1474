import { Badge, Group, Paper, Stack, Text } from '@mantine/core'
import { dateTime } from '../../components/format.ts'
import { ToneBadge } from '../../components/tone.tsx'
import type { Tone } from '../../design/tokens.ts'
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

const states: Record<LinkedInAccountStatus, { label: string; tone: Tone; advice?: string }> = {
  OK: { label: 'Connected', tone: 'success' },
  CONNECTING: { label: 'Connecting', tone: 'info', advice: 'This takes a moment.' },
  CREDENTIALS: { label: 'Signed out', tone: 'danger', advice: 'The LinkedIn session expired. Reconnect the account.' },
  PERMISSIONS: {
    label: 'Missing permission',
    tone: 'danger',
    advice: 'LinkedIn denied a permission. Reconnect the account.',
  },
  STOPPED: { label: 'Stopped', tone: 'warning', advice: 'The provider stopped this account.' },
  ERROR: { label: 'Error', tone: 'danger', advice: 'The provider reported an unknown error.' },
}

/** An account: its name, its status and whether imports use it. */
export function AccountCard({ account, isUsed }: { account: AccountFragment; isUsed: boolean }) {
  const { label, tone, advice } = states[account.status]
  return (
    <Paper withBorder p="lg">
      <Group justify="space-between">
        <Stack gap={2}>
          <Text fw={600}>
            <bdi>{account.name}</bdi>
          </Text>
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
          <ToneBadge tone={tone}>{label}</ToneBadge>
        </Group>
      </Group>
    </Paper>
  )
}
