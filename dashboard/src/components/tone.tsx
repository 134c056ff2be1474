import { Badge, type BadgeProps, ColorSwatch } from '@mantine/core'
import { type Tone, toneColor } from '../design/tokens.ts'

/** A dot in the color of a tone, next to the text that says the same. */
export function ToneDot({ tone }: { tone: Tone }) {
  return <ColorSwatch color={toneColor(tone)} size={8} withShadow={false} aria-hidden />
}

/** A status: its label and a dot in the color of its tone. */
export function ToneBadge({ tone, ...badge }: Omit<BadgeProps, 'color' | 'variant'> & { tone: Tone }) {
  return (
    <Badge
      variant="dot"
      color={toneColor(tone)}
      tt="none"
      fw={500}
      // In a narrow table the label is not cut; a badge that is wider than its text has the text next to the dot.
      styles={{ root: { minWidth: 'max-content', justifyContent: 'start' }, label: { textAlign: 'start' } }}
      {...badge}
    />
  )
}
