import { Button, CloseButton, Group, Paper, Text } from '@mantine/core'
import type { ViewState } from '../view/use-view.ts'
import type { ViewFilter } from '../view/view.ts'
import { sourceLabels, sourcesIn } from './source-labels.ts'

interface Props extends Pick<ViewState, 'view' | 'change'> {
  labelOf: (column: string) => string | undefined
}

/** The filters that apply, each with a button that removes it. */
export function FilterChips({ view: { filters, runId }, change, labelOf }: Props) {
  const chips = filters.flatMap((filter) => {
    const label = labelOf(filter.column)
    return label === undefined ? [] : [{ filter, text: `${label} ${textOf(filter)}` }]
  })
  if (chips.length === 0 && runId === null) return null
  return (
    <Group gap="xs" role="group" aria-label="Filters">
      {runId !== null && <Chip text="Added by one import" onRemove={() => change({ runId: null })} />}
      {chips.map(({ filter, text }) => (
        <Chip
          key={text}
          text={text}
          onRemove={() => change({ filters: filters.filter((other) => other !== filter) })}
        />
      ))}
      <Button size="compact-sm" variant="subtle" onClick={() => change({ filters: [], runId: null })}>
        Clear filters
      </Button>
    </Group>
  )
}

function Chip({ text, onRemove }: { text: string; onRemove: () => void }) {
  return (
    <Paper withBorder pl="xs" pr={2} py={1} radius="xl">
      <Group gap={4} wrap="nowrap">
        <Text size="sm" maw={280} truncate>
          <bdi>{text}</bdi>
        </Text>
        <CloseButton size={24} iconSize={14} aria-label={`Remove filter: ${text}`} onClick={onRemove} />
      </Group>
    </Paper>
  )
}

function textOf({ condition, value }: ViewFilter): string {
  if (condition === 'contains') return `contains “${value}”`
  if (condition === 'is') return `is “${value}”`
  if (condition === 'has') return value === 'yes' ? 'with a value' : 'without a value'
  if (condition === 'in') {
    const names = sourcesIn(value.split(',')).map((source) => sourceLabels[source])
    return `is ${names.join(' or ')}`
  }
  return condition === 'from' ? `on or after ${value}` : `before ${value}`
}
