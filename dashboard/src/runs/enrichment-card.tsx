import { Group, Paper, Stack, Text } from '@mantine/core'
import { useSubscription } from 'urql'
import { number, percent, pluralize } from '../components/format.ts'
import { graphql } from '../gql/gql.ts'
import { ListLink } from './list-link.tsx'
import { Bar } from './run-bar.tsx'

const EnrichmentProgress = graphql(`
  subscription EnrichmentProgress($listId: ID!) {
    enrichmentProgress(listId: $listId) { ...Enrichment }
  }
`)

graphql(`
  fragment Enrichment on Enrichment {
    id
    status
    version
    total
    processed
    enriched
    skipped
    failed
    nextAttemptAt
    error { code message }
  }
`)

/** The live progress of a list's enrichment. */
export function EnrichmentCard({ list }: { list: { id: string; name: string } }) {
  const [{ data }] = useSubscription({ query: EnrichmentProgress, variables: { listId: list.id } })
  const enrichment = data?.enrichmentProgress
  const [total, processed] = [enrichment?.total ?? 0, enrichment?.processed ?? 0]
  return (
    <Paper component="article" aria-label={`Companies of ${list.name}`} withBorder p="md">
      <Stack gap="sm">
        <Group justify="space-between" wrap="nowrap">
          <ListLink list={list} />
          <Text size="sm" c="dimmed" style={{ flex: 'none' }}>
            Enriching companies…
          </Text>
        </Group>
        <Bar
          label={`Enrichment of ${list.name}`}
          unit={['company', 'companies']}
          parts={[
            { tone: 'success', count: enrichment?.enriched ?? 0 },
            { tone: 'neutral', count: enrichment?.skipped ?? 0 },
            { tone: 'danger', count: enrichment?.failed ?? 0 },
          ]}
          total={enrichment ? total : null}
        />
        <Text size="sm" className="number" style={{ whiteSpace: 'normal' }}>
          <strong>{total === 0 ? '–' : percent(processed / total)}</strong>
          {` · ${pluralize(enrichment?.enriched ?? 0, 'company', 'companies')} enriched`}
          {` · ${number(enrichment?.skipped ?? 0)} skipped · ${number(enrichment?.failed ?? 0)} failed`}
        </Text>
        {enrichment?.error && (
          <Text size="sm" c="dimmed">
            {enrichment.error.message}
          </Text>
        )}
      </Stack>
    </Paper>
  )
}
