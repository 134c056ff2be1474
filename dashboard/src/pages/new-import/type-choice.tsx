import { Group, Paper, SegmentedControl, Stack, Text, Title } from '@mantine/core'
import { memo } from 'react'
import { ToneBadge } from '../../components/tone.tsx'
import type { Tone } from '../../design/tokens.ts'
import type { Preview } from './operations.ts'

const confidences: Record<Preview['confidence'], { label: string; tone: Tone }> = {
  HIGH: { label: 'High confidence', tone: 'success' },
  MEDIUM: { label: 'Medium confidence', tone: 'warning' },
  LOW: { label: 'Low confidence', tone: 'danger' },
}

interface Props {
  preview: Preview
  value: Preview['dataType']
  onChange: (dataType: Preview['dataType']) => void
}

/** The detected data type and why, with a control to change it. */
export const TypeChoice = memo(function TypeChoice({
  preview: { dataType, confidence, reasoning },
  value,
  onChange,
}: Props) {
  const { label, tone } = confidences[confidence]
  return (
    <Paper withBorder p="lg" component="section" aria-labelledby="type">
      <Stack gap="sm">
        <Group justify="space-between">
          <Title order={2} size="h4" id="type">
            Each row is
          </Title>
          <SegmentedControl
            aria-labelledby="type"
            value={value}
            onChange={onChange}
            data={[
              { value: 'PEOPLE', label: 'A person' },
              { value: 'COMPANIES', label: 'A company' },
            ]}
          />
        </Group>
        <Group gap="sm" wrap="nowrap" align="flex-start">
          <ToneBadge tone={tone}>{value === dataType ? label : 'Your choice'}</ToneBadge>
          <Text size="sm" c="dimmed">
            <bdi>{reasoning}</bdi>
          </Text>
        </Group>
      </Stack>
    </Paper>
  )
})
