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
    <Drawer.Root opened={item !== null} onClose={onClose} position="right" size="md">
      <Drawer.Overlay />
      <Drawer.Content>
        {/* The page has a banner already. */}
        <Drawer.Header role="presentation">
          <Drawer.Title fw={700} fz="lg">
            <bdi>{last === null ? '' : title(last)}</bdi>
          </Drawer.Title>
          <Drawer.CloseButton aria-label="Close" size="lg" />
        </Drawer.Header>
        <Drawer.Body>{last !== null && <Stack gap="lg">{children(last)}</Stack>}</Drawer.Body>
      </Drawer.Content>
    </Drawer.Root>
  )
}
