import { ColorSwatch, Group, Text } from '@mantine/core'
import { verdicts } from '../../runs/verdicts.ts'
import type { Outcome } from './outcomes.ts'

/** The label and color of a verdict. */
export function VerdictName({ verdict }: Pick<Outcome, 'verdict'>) {
  const look = verdicts.find((known) => known.verdict === verdict)
  return (
    <Group gap={8} wrap="nowrap">
      <ColorSwatch color={`var(--mantine-color-${look?.color ?? 'gray'}-6)`} size={8} withShadow={false} aria-hidden />
      <Text size="sm" truncate>
        {look?.label ?? verdict}
      </Text>
    </Group>
  )
}
