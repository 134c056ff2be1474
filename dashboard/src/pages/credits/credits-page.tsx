import { Box, Paper, SimpleGrid, Stack, Text, Title } from '@mantine/core'
import { lazy, Suspense, useState } from 'react'
import { useQuery } from 'urql'
import { ErrorNote } from '../../components/error-note.tsx'
import { number } from '../../components/format.ts'
import { Loading } from '../../components/loading.tsx'
import { Page } from '../../components/page.tsx'
import { usePagination } from '../../components/pagination.tsx'
import { graphql } from '../../gql/gql.ts'
import type { CreditsPageQuery } from '../../gql/graphql.ts'
import { CostOfImports } from './import-costs.tsx'
import { LedgerTable } from './ledger-table.tsx'
import { dayCount, firstDay, usageDays } from './usage-days.ts'

// The chart library is larger than the page, which is usable without it.
const UsageChart = lazy(() => import('./usage-chart.tsx'))

const Credits = graphql(`
  query CreditsPage($from: DateTime!, $after: String) {
    creditUsage(from: $from) { date credits }
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
  const [from] = useState(() => firstDay(Date.now()))
  const [{ data, error }, refetch] = useQuery({ query: Credits, variables: { from, after: pagination.after } })
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
        {data.creditUsage.length > 0 && (
          <Paper withBorder p="md">
            <Text size="xs" c="dimmed" mb="xs">
              Credits used, last {dayCount} days
            </Text>
            <Box h={180}>
              <Suspense>
                <UsageChart days={usageDays(from, data.creditUsage)} />
              </Suspense>
            </Box>
          </Paper>
        )}
        <CostOfImports />
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
    <SimpleGrid cols={3} spacing={{ base: 'xs', sm: 'md' }} component="dl" m={0}>
      {figures.map(({ label, value, hint }) => (
        <Paper key={label} withBorder p={{ base: 'sm', sm: 'lg' }}>
          <Text component="dt" size="sm" c="dimmed">
            {label}
          </Text>
          <Text component="dd" m={0} fz={{ base: 18, sm: 28 }} fw={600} className="number">
            {number(value)}
          </Text>
          <Text component="dd" m={0} size="xs" c="dimmed" visibleFrom="sm">
            {hint}
          </Text>
        </Paper>
      ))}
    </SimpleGrid>
  )
}
