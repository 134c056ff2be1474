import { Badge, Group, Paper, SegmentedControl, Stack, Text, Title } from '@mantine/core'
import { memo } from 'react'
import type { Preview } from './operations.ts'

const confidences: Record<Preview['confidence'], { label: string; color: string }> = {
  HIGH: { label: 'High confidence', color: 'teal' },
  MEDIUM: { label: 'Medium confidence', color: 'orange' },
  LOW: { label: 'Low confidence', color: 'red' },
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
  const { label, color } = confidences[confidence]
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
          <Badge variant="dot" color={color} tt="none" fw={500} style={{ flexShrink: 0 }}>
            {value === dataType ? label : 'Your choice'}
          </Badge>
          <Text size="sm" c="dimmed">
            {reasoning}
          </Text>
        </Group>
      </Stack>
    </Paper>
  )
})
