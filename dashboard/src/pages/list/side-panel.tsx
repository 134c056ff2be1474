import { Drawer, Stack } from '@mantine/core'
import { type ReactNode, useState } from 'react'

interface Props<Item> {
  /** The item shown; null closes the panel. */
  item: Item | null
  title: (item: Item) => string
  onClose: () => void
  children: (item: Item) => ReactNode
}

/** A panel at the side with all fields of a row. */
export function SidePanel<Item>({ item, title, onClose, children }: Props<Item>) {
  // Keep the content while the panel slides out.
  const [last, setLast] = useState(item)
  if (item !== null && item !== last) setLast(item)
  return (
    <Drawer
      opened={item !== null}
      onClose={onClose}
      position="right"
      size="md"
      title={last === null ? '' : title(last)}
      closeButtonProps={{ 'aria-label': 'Close' }}
      styles={{ title: { fontWeight: 700, fontSize: 'var(--mantine-font-size-lg)', overflowWrap: 'anywhere' } }}
    >
      {last !== null && <Stack gap="lg">{children(last)}</Stack>}
    </Drawer>
  )
}
