import { Group, Paper, Stack, Text, Title } from '@mantine/core'
import { type Scheme, surfaces, type Tone, toneColor, tones } from '../design/tokens.ts'
import { Section } from './section.tsx'

const meanings: Readonly<Record<Tone, string>> = {
  success: 'Imported, completed, connected',
  info: 'Merged, running',
  notice: 'No match',
  other: 'Already in another list',
  warning: 'Blocked, paused',
  danger: 'Invalid, failed',
  neutral: 'Skipped: no credits, queued, cancelled',
}

/** The colors and the sizes of text. */
export function Foundations({ scheme }: { scheme: Scheme }) {
  return (
    <>
      <Section title="Surfaces">
        <Paper withBorder p="md">
          {Object.entries(surfaces[scheme]).map(([name, color]) => (
            <Swatch key={name} color={color} name={name} detail={color} />
          ))}
        </Paper>
      </Section>
      <Section title="Statuses, results and charts">
        <Paper withBorder p="md">
          {Object.entries(meanings).map(([tone, meaning]) => (
            <Swatch
              key={tone}
              color={toneColor(tone as Tone)}
              name={meaning}
              detail={`${tone} ${tones[scheme][tone as Tone]}`}
            />
          ))}
        </Paper>
      </Section>
      <Section title="Text">
        <Paper withBorder p="md">
          <Stack gap="xs">
            <Title order={3} size="h2">
              Title 22/600
            </Title>
            <Title order={3} size="h3">
              Panel 18/600
            </Title>
            <Title order={3} size="h4">
              Section 16/600
            </Title>
            <Text>Text 14/20: Zoë Łukasiewicz, Δέσποινα, Ольга</Text>
            <Text size="xs" c="dimmed">
              Caption 12
            </Text>
            <Text className="number">0123456789 1,234,567</Text>
          </Stack>
        </Paper>
      </Section>
    </>
  )
}

function Swatch({ color, name, detail }: { color: string; name: string; detail: string }) {
  return (
    <Group gap="sm" py={4}>
      <div style={{ width: 32, height: 20, borderRadius: 4, background: color, outline: '1px solid #8884' }} />
      <Text>{name}</Text>
      <Text size="xs" c="dimmed">
        {detail}
      </Text>
    </Group>
  )
}
