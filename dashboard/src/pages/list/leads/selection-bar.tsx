import { Button, Group, Paper, Text } from '@mantine/core'
import type { ReactNode } from 'react'

interface Props {
  /** What is selected, such as “3 people”. */
  selected: string
  onClear: () => void
  children?: ReactNode
}

/** The actions on the selected rows, in place of the tools of the table. */
export function SelectionBar({ selected, onClear, children }: Props) {
  return (
    <Paper withBorder px="sm" py={3} role="group" aria-label="Selected rows">
      <Group gap="xs">
        <Text size="sm" fw={600} className="number" role="status">
          {selected} selected
        </Text>
        {children}
        <Button size="xs" variant="subtle" onClick={onClear}>
          Clear selection
        </Button>
      </Group>
    </Paper>
  )
}
