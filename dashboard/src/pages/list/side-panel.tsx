import { ActionIcon, CloseButton, Drawer, Group, Paper, Stack, Title } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react'
import { type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react'
import classes from './side-panel.module.css'

interface Props {
  title: string
  onClose: () => void
  /** Shows the row before; undefined if there is none. Without both, the panel has no buttons for them. */
  onPrevious?: (() => void) | undefined
  onNext?: (() => void) | undefined
  hasNeighbours?: boolean
  children: ReactNode
}

/** A panel with all fields of a row: beside the table, or over the page if that is narrow. */
export function SidePanel(props: Props) {
  const isWide = useMediaQuery('(min-width: 75em)', true, { getInitialValueInEffect: false })
  return isWide ? <Beside {...props} /> : <Over {...props} />
}

function Beside({ title, onClose, children, ...neighbours }: Props) {
  const panel = useRef<HTMLElement>(null)
  const opener = useRef(document.activeElement)
  useEffect(() => {
    panel.current?.focus({ preventScroll: true })
  }, [])
  const close = () => {
    onClose()
    if (opener.current instanceof HTMLElement) opener.current.focus({ preventScroll: true })
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && !event.defaultPrevented) close()
  }
  return (
    <Paper
      component="section"
      role="dialog"
      aria-label={title}
      withBorder
      ref={panel}
      tabIndex={-1}
      className={classes['panel'] ?? ''}
      onKeyDown={onKeyDown}
    >
      <Group justify="space-between" wrap="nowrap" className={classes['head'] ?? ''}>
        <Title order={2} size="h4" miw={0}>
          <bdi>{title}</bdi>
        </Title>
        <Group gap={4} wrap="nowrap">
          <Neighbours {...neighbours} />
          <CloseButton aria-label="Close" size="lg" onClick={close} />
        </Group>
      </Group>
      <Stack gap="lg">{children}</Stack>
    </Paper>
  )
}

function Over({ title, onClose, children, ...neighbours }: Props) {
  return (
    <Drawer.Root opened onClose={onClose} position="right" size="md">
      <Drawer.Overlay />
      <Drawer.Content>
        {/* The page has a banner already. */}
        <Drawer.Header role="presentation">
          <Drawer.Title fw={700} fz="lg" lh={1.3}>
            <bdi>{title}</bdi>
          </Drawer.Title>
          <Group gap={4} wrap="nowrap">
            <Neighbours {...neighbours} />
            <Drawer.CloseButton aria-label="Close" size="lg" />
          </Group>
        </Drawer.Header>
        <Drawer.Body>
          <Stack gap="lg">{children}</Stack>
        </Drawer.Body>
      </Drawer.Content>
    </Drawer.Root>
  )
}

function Neighbours({
  onPrevious,
  onNext,
  hasNeighbours = true,
}: Pick<Props, 'onPrevious' | 'onNext' | 'hasNeighbours'>) {
  if (!hasNeighbours) return null
  return (
    <>
      <ActionIcon variant="subtle" size="lg" aria-label="Previous" disabled={!onPrevious} onClick={onPrevious}>
        <IconChevronUp size={18} aria-hidden />
      </ActionIcon>
      <ActionIcon variant="subtle" size="lg" aria-label="Next" disabled={!onNext} onClick={onNext}>
        <IconChevronDown size={18} aria-hidden />
      </ActionIcon>
    </>
  )
}
