import { Button, Group, Paper, Popover, Stack, Text } from '@mantine/core'
import { useAction } from '../../api/use-action.ts'
import { ConfirmButton } from '../../components/confirm-button.tsx'
import { dateTime, number } from '../../components/format.ts'
import { graphql } from '../../gql/gql.ts'
import { EnrichmentCard } from '../../runs/enrichment-card.tsx'
import { enrichmentSummary } from '../lists/enrichment-summary.ts'
import type { ListHead } from './list-head.ts'

const EnrichAgain = graphql(`
  mutation EnrichAgain($listId: ID!) {
    enrichList(input: { listId: $listId }) {
      ... on EnrichListPayload { list { ...ListHead } }
      ... on Error { code message }
    }
  }
`)

const StopEnrichment = graphql(`
  mutation StopEnrichment($listId: ID!) {
    cancelEnrichment(input: { listId: $listId }) {
      ... on CancelEnrichmentPayload { list { ...ListHead } }
      ... on Error { code message }
    }
  }
`)

/** The enrichment of a list: its live progress while it runs, otherwise the last result and a button to enrich again. */
export function EnrichmentState({ list }: { list: ListHead }) {
  const enrich = useAction(EnrichAgain)
  const stop = useAction(StopEnrichment)
  if (list.enrichmentStatus === 'ENRICHING') {
    return (
      <Stack gap="xs">
        <EnrichmentCard list={list} />
        <Group justify="flex-end">
          <ConfirmButton
            label="Stop enrichment"
            size="xs"
            disabled={stop.isBusy}
            question="Stop enrichment? Data already found is kept. The remaining companies stay as they are."
            confirm="Stop"
            onConfirm={() => void stop.act({ listId: list.id })}
          />
        </Group>
      </Stack>
    )
  }
  if (list.companies.totalCount === 0) return null
  const { enrichment } = list
  return (
    <Paper withBorder p="sm" px="md">
      <Group justify="space-between" gap="sm">
        <Stack gap={2} miw={0}>
          <Text size="sm">
            <strong>Enrichment</strong>
            {` · ${enrichmentSummary(list)}`}
            {enrichment?.finishedAt && ` · ${dateTime(enrichment.finishedAt)}`}
          </Text>
          {enrichment?.error && (
            <Text size="sm" c="var(--mantine-color-error)">
              {enrichment.error.message}
            </Text>
          )}
        </Stack>
        <Group gap="xs">
          {enrichment && <Reasons enrichment={enrichment} />}
          <Button
            size="xs"
            variant="default"
            disabled={enrich.isBusy}
            onClick={() => void enrich.act({ listId: list.id })}
          >
            Enrich again
          </Button>
        </Group>
      </Group>
    </Paper>
  )
}

function Reasons({ enrichment: { reasons, total, enriched } }: { enrichment: NonNullable<ListHead['enrichment']> }) {
  if (reasons.length === 0) return null
  return (
    <Popover width={340} withArrow shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <Button size="xs" variant="subtle">
          {number(total - enriched)} not enriched – why?
        </Button>
      </Popover.Target>
      <Popover.Dropdown tabIndex={0} data-autofocus>
        <Stack gap="xs" component="ul" m={0} pl="md">
          {reasons.map(({ code, outcome, count, message }) => (
            <Text key={`${outcome} ${code}`} component="li" size="sm">
              <strong className="number">{number(count)}</strong> {message}
            </Text>
          ))}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  )
}
