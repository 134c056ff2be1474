import { Button, Stack, Text, Title } from '@mantine/core'
import { Link } from 'react-router'
import { useQuery } from 'urql'
import { EmptyState } from '../../components/empty-state.tsx'
import { ErrorNote } from '../../components/error-note.tsx'
import { Loading } from '../../components/loading.tsx'
import { Page } from '../../components/page.tsx'
import { graphql } from '../../gql/gql.ts'
import { EnrichmentCard } from '../../runs/enrichment-card.tsx'
import { useActiveRuns } from '../../runs/live-runs.tsx'
import { isOver, type Run } from '../../runs/run.ts'
import { RunCard } from '../../runs/run-card.tsx'
import { EndedRuns } from './ended-runs.tsx'

const RecentRuns = graphql(`
  query RecentRuns {
    importRuns(first: 25) {
      nodes { ...Run }
    }
  }
`)

const start = (
  <Button component={Link} to="/new-import">
    New import
  </Button>
)

/** Every import that is under way, live, what is looked up after it, and those that ended lately. */
export default function ImportsPage() {
  const [{ data, error }, readAgain] = useQuery({ query: RecentRuns })
  const active = useActiveRuns()
  const recent = data?.importRuns.nodes
  return (
    <Page title="Imports" actions={start}>
      {recent ? (
        <Runs active={active} recent={recent} />
      ) : error ? (
        <ErrorNote error={error} onRetry={() => readAgain({ requestPolicy: 'network-only' })} />
      ) : (
        <Loading />
      )}
    </Page>
  )
}

function Runs({ active, recent }: { active: readonly Run[]; recent: readonly Run[] }) {
  const known = new Map([...active, ...recent].map((run) => [run.id, run]))
  const underWay = [...known.values()].filter((run) => !isOver(run))
  const ended = recent.filter(isOver)
  const lists = [...new Map(recent.flatMap(({ list }) => (list ? [[list.id, list] as const] : []))).values()]
  const enriching = lists.filter(({ enrichmentStatus }) => enrichmentStatus === 'ENRICHING')
  if (known.size === 0) {
    return (
      <EmptyState title="No imports yet" action={start}>
        Drop a spreadsheet or paste a Sales Navigator search, look at what would become of it, and watch each row land
        here.
      </EmptyState>
    )
  }
  return (
    <Stack gap="xl">
      <Stack component="section" aria-label="Under way" gap="md">
        {underWay.map((run) => (
          <RunCard key={run.id} run={run} />
        ))}
        {enriching.map((list) => (
          <EnrichmentCard key={list.id} list={list} />
        ))}
        {underWay.length + enriching.length === 0 && <Text c="dimmed">Nothing is under way.</Text>}
      </Stack>
      {ended.length > 0 && (
        <Stack component="section" aria-labelledby="ended" gap="sm">
          <Title order={2} size="h4" id="ended">
            Ended lately
          </Title>
          <EndedRuns runs={ended} />
        </Stack>
      )}
    </Stack>
  )
}
