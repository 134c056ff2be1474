import { Box, Paper, SimpleGrid, Stack, Text, Title } from '@mantine/core'
import { lazy, Suspense } from 'react'
import { useQuery } from 'urql'
import { ErrorNote } from '../../components/error-note.tsx'
import { number } from '../../components/format.ts'
import { Loading } from '../../components/loading.tsx'
import { Page } from '../../components/page.tsx'
import { usePages } from '../../components/pages.tsx'
import { graphql } from '../../gql/gql.ts'
import type { CreditsPageQuery } from '../../gql/graphql.ts'
import { LedgerTable } from './ledger-table.tsx'

// What draws it is heavier than the page, which is of use without it.
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

/** What the viewer can spend, what is set aside, and every change of it. */
export default function CreditsPage() {
  const pages = usePages()
  const [{ data, error }, readAgain] = useQuery({ query: Credits, variables: { after: pages.after } })
  if (!data) {
    return (
      <Page title="Credits">
        {error ? <ErrorNote error={error} onRetry={() => readAgain({ requestPolicy: 'network-only' })} /> : <Loading />}
      </Page>
    )
  }
  const { credits, creditLedger: ledger } = data.viewer
  return (
    <Page title="Credits">
      <Stack gap="xl">
        <Figures {...credits} />
        {pages.after === null && ledger.nodes.length > 1 && (
          <Box h={200}>
            <Suspense>
              <BalanceChart balance={credits.balance} entries={ledger.nodes} />
            </Suspense>
          </Box>
        )}
        <Stack component="section" aria-labelledby="ledger" gap="sm">
          <Title order={2} size="h4" id="ledger">
            Ledger
          </Title>
          {ledger.nodes.length === 0 ? (
            <Text c="dimmed">Nothing has moved yet. Whoever runs this server grants credits.</Text>
          ) : (
            <LedgerTable entries={ledger.nodes} />
          )}
          {pages.show(ledger.pageInfo)}
        </Stack>
      </Stack>
    </Page>
  )
}

function Figures({ available, balance, reserved }: CreditsPageQuery['viewer']['credits']) {
  const figures = [
    { label: 'Available', value: available, hint: 'What a new import could use. One lead costs one credit.' },
    { label: 'Set aside', value: reserved, hint: 'For imports under way; what they do not use comes back.' },
    { label: 'Balance', value: balance, hint: 'Yours altogether: available and set aside.' },
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
