import { Box, Paper, SimpleGrid, Stack, Text, Title } from '@mantine/core'
import { lazy, Suspense } from 'react'
import { useQuery } from 'urql'
import { ErrorNote } from '../../components/error-note.tsx'
import { number } from '../../components/format.ts'
import { Loading } from '../../components/loading.tsx'
import { Page } from '../../components/page.tsx'
import { usePagination } from '../../components/pagination.tsx'
import { graphql } from '../../gql/gql.ts'
import type { CreditsPageQuery } from '../../gql/graphql.ts'
import { LedgerTable } from './ledger-table.tsx'

// The chart library is larger than the page, which is usable without it.
const BalanceChart = lazy(() => import('./balance-chart.tsx'))

const Credits = graphql(`
  query CreditsPage($after: String) {
    viewer {
      id
      credits { available balance reserved }
      creditLedger(first: 50, after: $after) {
        totalCount
        pageInfo { hasNextPage endCursor }
        nodes { ...LedgerEntry }
      }
    }
  }
`)

/** The user's available and reserved credits, and every change. */
export default function CreditsPage() {
  const pagination = usePagination()
  const [{ data, error }, refetch] = useQuery({ query: Credits, variables: { after: pagination.after } })
  if (!data) {
    return (
      <Page title="Credits">
        {error ? <ErrorNote error={error} onRetry={() => refetch({ requestPolicy: 'network-only' })} /> : <Loading />}
      </Page>
    )
  }
  const { credits, creditLedger: ledger } = data.viewer
  return (
    <Page title="Credits">
      <Stack gap="xl">
        <Figures {...credits} />
        {pagination.after === null && ledger.nodes.length > 1 && (
          <Box h={200}>
            <Suspense>
              <BalanceChart balance={credits.balance} entries={ledger.nodes} />
            </Suspense>
          </Box>
        )}
        <Stack component="section" aria-labelledby="history" gap="sm">
          <Title order={2} size="h4" id="history">
            Credit history
          </Title>
          {ledger.nodes.length === 0 ? (
            <Text c="dimmed">No credits yet. Ask the administrator of this server to grant you some.</Text>
          ) : (
            <LedgerTable entries={ledger.nodes} />
          )}
          {pagination.buttons(ledger.pageInfo)}
        </Stack>
      </Stack>
    </Page>
  )
}

function Figures({ available, balance, reserved }: CreditsPageQuery['viewer']['credits']) {
  const figures = [
    { label: 'Available', value: available, hint: 'Can be used for new imports. One lead costs one credit.' },
    { label: 'Reserved', value: reserved, hint: 'Held for running imports. Unused credits are returned.' },
    { label: 'Balance', value: balance, hint: 'Available and reserved credits together.' },
  ]
  return (
    <SimpleGrid cols={{ base: 1, sm: 3 }} component="dl" m={0}>
      {figures.map(({ label, value, hint }) => (
        <Paper key={label} withBorder p="lg">
          <Text component="dt" size="sm" c="dimmed">
            {label}
          </Text>
          <Text component="dd" m={0} fz={28} fw={600} className="number">
            {number(value)}
          </Text>
          <Text component="dd" m={0} size="xs" c="dimmed">
            {hint}
          </Text>
        </Paper>
      ))}
    </SimpleGrid>
  )
}
