import { Stack, Text, Title } from '@mantine/core'
import { useQuery } from 'urql'
import { EmptyState } from '../../components/empty-state.tsx'
import { ErrorNote } from '../../components/error-note.tsx'
import { Loading } from '../../components/loading.tsx'
import { Page } from '../../components/page.tsx'
import { graphql } from '../../gql/gql.ts'
import { EndCard } from '../../runs/end-card.tsx'
import { useEnds } from '../../runs/ends.tsx'
import { EnrichmentCard } from '../../runs/enrichment-card.tsx'
import { useActiveRuns } from '../../runs/live-runs.tsx'
import { isOver, type Run } from '../../runs/run.ts'
import { RunCard } from '../../runs/run-card.tsx'
import { EndedRuns } from './ended-runs.tsx'
import { FirstSteps } from './first-steps.tsx'
import { NotifyButton } from './notify-button.tsx'

const RecentRuns = graphql(`
  query RecentRuns {
    importRuns(first: 25) {
      nodes { ...Run }
    }
  }
`)

/** The running imports and enrichments, live, and the recent imports. */
export default function ImportsPage() {
  const [{ data, error }, refetch] = useQuery({ query: RecentRuns })
  const active = useActiveRuns()
  const recent = data?.importRuns.nodes
  return (
    <Page title="Imports">
      {recent ? (
        <Runs active={active} recent={recent} />
      ) : error ? (
        <ErrorNote error={error} onRetry={() => refetch({ requestPolicy: 'network-only' })} />
      ) : (
        <Loading />
      )}
    </Page>
  )
}

function Runs({ active, recent }: { active: readonly Run[]; recent: readonly Run[] }) {
  const { runs: justEnded, dismiss } = useEnds()
  const runs = new Map([...active, ...recent].map((run) => [run.id, run]))
  // An end can be announced before the queries show it.
  for (const end of justEnded) if ((runs.get(end.id)?.version ?? 0) < end.version) runs.set(end.id, end)
  const running = [...runs.values()].filter((run) => !isOver(run))
  const ended = recent.filter(isOver)
  const lists = [...new Map(recent.flatMap(({ list }) => (list ? [[list.id, list] as const] : []))).values()]
  const enriching = lists.filter(({ enrichmentStatus }) => enrichmentStatus === 'ENRICHING')
  if (runs.size === 0) {
    return (
      <Stack gap="md">
        <EmptyState title="No imports yet">
          Upload a spreadsheet or paste a Sales Navigator search, check the preview and follow the import here.
        </EmptyState>
        <FirstSteps runs={[]} />
      </Stack>
    )
  }
  return (
    <Stack gap="xl">
      <FirstSteps runs={[...runs.values()]} />
      <Stack component="section" aria-label="Running imports" gap="md">
        {running.map((run) => (
          <RunCard key={run.id} run={run} />
        ))}
        {enriching.map((list) => (
          <EnrichmentCard key={list.id} list={list} />
        ))}
        {running.length > 0 && <NotifyButton />}
        {justEnded.map((run) => (
          <EndCard key={run.id} run={runs.get(run.id) ?? run} onDismiss={() => dismiss(run.id)} />
        ))}
        {running.length + enriching.length === 0 && <Text c="dimmed">No imports running</Text>}
      </Stack>
      {ended.length > 0 && (
        <Stack component="section" aria-labelledby="ended" gap="sm">
          <Title order={2} size="h4" id="ended">
            Recent imports
          </Title>
          <EndedRuns runs={ended} />
        </Stack>
      )}
    </Stack>
  )
}
