import { Button, Group, Paper, Popover, Stack, Text } from '@mantine/core'
import { useAction } from '../../api/use-action.ts'
import { ConfirmButton } from '../../components/confirm-button.tsx'
import { moment, number } from '../../components/format.ts'
import { graphql } from '../../gql/gql.ts'
import { EnrichmentCard } from '../../runs/enrichment-card.tsx'
import { enrichmentWords } from '../lists/enrichment-words.ts'
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

/** The look-up of what a list's companies lack: live while it goes on, else how the last one went and the way to another. */
export function EnrichmentState({ list }: { list: ListHead }) {
  const enrich = useAction(EnrichAgain)
  const stop = useAction(StopEnrichment)
  if (list.enrichmentStatus === 'ENRICHING') {
    return (
      <Stack gap="xs">
        <EnrichmentCard list={list} />
        <Group justify="flex-end">
          <ConfirmButton
            label="Stop the look-up"
            size="xs"
            disabled={stop.isBusy}
            question="Companies that had no turn yet stay as they are. What was found stays, and nothing was charged."
            confirm="Stop it"
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
            {` · ${enrichmentWords(list)}`}
            {enrichment?.finishedAt && ` · ${moment(enrichment.finishedAt)}`}
          </Text>
          {enrichment?.error && (
            <Text size="sm" c="var(--mantine-color-error)">
              {enrichment.error.message}
            </Text>
          )}
        </Stack>
        <Group gap="xs">
          {enrichment && <Reasons reasons={enrichment.reasons} />}
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

function Reasons({ reasons }: Pick<NonNullable<ListHead['enrichment']>, 'reasons'>) {
  if (reasons.length === 0) return null
  return (
    <Popover width={340} withArrow shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <Button size="xs" variant="subtle">
          Why not all?
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Why not all were found" tabIndex={0} data-autofocus>
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
