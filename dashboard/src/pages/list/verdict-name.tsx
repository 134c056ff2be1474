import { Group, Text } from '@mantine/core'
import { ToneDot } from '../../components/tone.tsx'
import { verdicts } from '../../runs/verdicts.ts'
import type { Outcome } from './outcomes.ts'

/** The label and the tone of a verdict. */
export function VerdictName({ verdict }: Pick<Outcome, 'verdict'>) {
  const look = verdicts.find((known) => known.verdict === verdict)
  return (
    <Group gap={8} wrap="nowrap">
      <ToneDot tone={look?.tone ?? 'neutral'} />
      <Text size="sm" truncate>
        {look?.label ?? verdict}
      </Text>
    </Group>
  )
}
