import { Button, type ButtonProps, Group, Popover, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import type { ReactNode } from 'react'

interface Props extends Pick<ButtonProps, 'variant' | 'color' | 'size' | 'leftSection' | 'disabled'> {
  /** The label of the button. */
  label: string
  /** What will happen, shown before it does. */
  question: ReactNode
  /** The label of the button that confirms. */
  confirm: string
  onConfirm: () => void
  /** Called when the question is shown. */
  onOpen?: () => void
}

/** A button for an irreversible action: asks for confirmation in place. */
export function ConfirmButton({ label, question, confirm, onConfirm, onOpen, ...button }: Props) {
  const [isOpen, { toggle, close }] = useDisclosure(false, { ...(onOpen && { onOpen }) })
  return (
    <Popover opened={isOpen} onChange={close} trapFocus returnFocus width={280} withArrow shadow="md">
      <Popover.Target>
        <Button variant="default" {...button} onClick={toggle}>
          {label}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={label}>
        <Stack gap="sm">
          <Text size="sm">{question}</Text>
          <Group gap="xs" justify="flex-end">
            <Button size="xs" variant="default" onClick={close}>
              Go back
            </Button>
            <Button
              size="xs"
              color="red.8"
              onClick={() => {
                close()
                onConfirm()
              }}
            >
              {confirm}
            </Button>
          </Group>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  )
}
