import { Group, SimpleGrid, Stack, Text } from '@mantine/core'
import { number } from '../components/format.ts'
import { ToneDot } from '../components/tone.tsx'
import type { Run } from './run.ts'
import { verdicts } from './verdicts.ts'

/** The number of rows per verdict, in a fixed layout. Few imports only update rows, so NO_MATCH is shown only if there are any. */
export function RunCounts({ counts }: Pick<Run, 'counts'>) {
  const shown = verdicts.filter(({ verdict, count }) => verdict !== 'NO_MATCH' || counts[count] > 0)
  return (
    <SimpleGrid cols={{ base: 2, xs: 3, md: 6 }} spacing="sm" component="dl" m={0}>
      {shown.map(({ verdict, count, label, tone }) => (
        <Stack key={verdict} gap={2} justify="flex-end" style={{ flexDirection: 'column-reverse' }}>
          <Group component="dt" gap={6} wrap="nowrap" align="baseline">
            <ToneDot tone={tone} />
            <Text size="sm" c="dimmed" lh={1.3}>
              {label}
            </Text>
          </Group>
          <Text
            component="dd"
            m={0}
            fw={600}
            className="number"
            data-count={verdict}
            {...(counts[count] === 0 && { c: 'dimmed' })}
          >
            {number(counts[count])}
          </Text>
        </Stack>
      ))}
    </SimpleGrid>
  )
}
