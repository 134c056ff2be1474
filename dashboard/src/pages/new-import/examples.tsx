import { Anchor, Collapse, Group, Stack, Text } from '@mantine/core'
import { useDisclosure, useId } from '@mantine/hooks'
import { Texts } from '../../components/texts.tsx'
import { ToneDot } from '../../components/tone.tsx'
import { ListLink } from '../../runs/list-link.tsx'
import { verdicts } from '../../runs/verdicts.ts'
import type { Simulation } from './operations.ts'

/** The first rows of each verdict with their reasons, collapsed by default. */
export function Examples({ examples }: { examples: Simulation['examples'] }) {
  const [isOpen, { toggle }] = useDisclosure()
  const id = useId()
  return (
    <div>
      <Anchor
        component="button"
        type="button"
        size="sm"
        fw={600}
        onClick={toggle}
        aria-expanded={isOpen}
        aria-controls={id}
      >
        {isOpen ? 'Hide examples' : 'Show examples'}
      </Anchor>
      <Collapse expanded={isOpen} id={id}>
        <Stack gap="md" pt="sm">
          {verdicts.map(({ verdict, label, tone }) => {
            const rows = examples.filter((example) => example.verdict === verdict)
            return rows.length === 0 ? null : (
              <Stack key={verdict} gap={6} role="group" aria-label={label}>
                <Group gap={6}>
                  <ToneDot tone={tone} />
                  <Text size="sm" fw={600}>
                    {label}
                  </Text>
                </Group>
                {rows.map((row) => (
                  <Example key={row.rowNumber} example={row} />
                ))}
              </Stack>
            )
          })}
        </Stack>
      </Collapse>
    </div>
  )
}

function Example({ example: { rowNumber, reason, cells, list } }: { example: Simulation['examples'][number] }) {
  return (
    <Stack gap={0}>
      <Text size="sm" lineClamp={2}>
        <Texts texts={cells.filter(Boolean)} />
      </Text>
      <Text size="sm" c="dimmed">
        Row {rowNumber}
        {reason !== null && (
          <>
            : <bdi>{reason}</bdi>
          </>
        )}
      </Text>
      {list && <ListLink list={list} />}
    </Stack>
  )
}
