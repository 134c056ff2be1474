import { Alert, Button, Group, Stack, Text } from '@mantine/core'
import { useQuery } from 'urql'
import { useAction } from '../../api/use-action.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { ErrorNote } from '../../components/error-note.tsx'
import { Loading } from '../../components/loading.tsx'
import { Page } from '../../components/page.tsx'
import { graphql } from '../../gql/gql.ts'
import { AccountCard } from './account-card.tsx'
import { ConnectButton } from './connect-button.tsx'

const Accounts = graphql(`
  query AccountsPage {
    salesNavAccess { hasSalesNavigator account { id } }
    linkedInAccounts { ...Account }
  }
`)

const Sync = graphql(`
  mutation SyncAccounts {
    syncLinkedInAccounts {
      ... on SyncLinkedInAccountsPayload { accounts { ...Account } failures { message } }
      ... on Error { code message }
    }
  }
`)

/** The LinkedIn accounts that search imports use, and their status. */
export default function AccountsPage() {
  const [{ data, error }, refetch] = useQuery({ query: Accounts })
  const sync = useAction(Sync)
  if (!data) {
    return (
      <Page title="LinkedIn accounts">
        {error ? <ErrorNote error={error} onRetry={() => refetch({ requestPolicy: 'network-only' })} /> : <Loading />}
      </Page>
    )
  }
  const { salesNavAccess: access, linkedInAccounts: accounts } = data
  if (accounts.length === 0) {
    return (
      <Page title="LinkedIn accounts">
        <EmptyState title="No accounts connected" action={<ConnectButton />}>
          Connect a LinkedIn account with Sales Navigator to import its searches.
        </EmptyState>
      </Page>
    )
  }
  return (
    <Page title="LinkedIn accounts" actions={<ConnectButton />}>
      <Stack gap="md">
        {!access.hasSalesNavigator && (
          <Alert color="orange" variant="outline" title="Searches can’t be imported" role="status">
            None of these accounts is connected and has Sales Navigator. Reconnect one or connect another.
          </Alert>
        )}
        {accounts.map((account) => (
          <AccountCard key={account.id} account={account} isUsed={account.id === access.account?.id} />
        ))}
        <Group justify="space-between">
          <Text size="sm" c="dimmed">
            Syncs hourly
          </Text>
          <Button variant="default" disabled={sync.isBusy} onClick={() => void sync.act({})}>
            Sync now
          </Button>
        </Group>
      </Stack>
    </Page>
  )
}
