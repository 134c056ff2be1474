import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useWindowEvent } from '@mantine/hooks'
import { useEffect, useState } from 'react'
import { useNavigate } from 'react-router'

/** Asks before the user leaves unfinished work, by a link or by closing the tab; `children` says what becomes of it. */
export function LeaveWarning({ title, children }: { title: string; children: string }) {
  const [target, setTarget] = useState<string | null>(null)
  const navigate = useNavigate()
  useEffect(() => {
    const intercept = (event: MouseEvent) => {
      const path = pathOf(event)
      if (path === null) return
      event.preventDefault()
      // The link would navigate by itself.
      event.stopPropagation()
      setTarget(path)
    }
    document.addEventListener('click', intercept, true)
    return () => document.removeEventListener('click', intercept, true)
  }, [])
  useWindowEvent('beforeunload', (event) => event.preventDefault())
  const stay = () => setTarget(null)
  return (
    <Modal.Root opened={target !== null} onClose={stay} centered>
      <Modal.Overlay />
      <Modal.Content>
        {/* The page has a banner already. */}
        <Modal.Header role="presentation">
          <Modal.Title>{title}</Modal.Title>
        </Modal.Header>
        <Modal.Body>
          <Stack gap="md">
            <Text>{children}</Text>
            <Group gap="xs" justify="flex-end">
              <Button variant="default" onClick={() => target !== null && navigate(target)}>
                Leave
              </Button>
              <Button onClick={stay} data-autofocus>
                Stay
              </Button>
            </Group>
          </Stack>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  )
}

/** Returns the path of the page that a click on a link opens in place of this one; null for any other click. */
function pathOf(event: MouseEvent): string | null {
  const { target, button, metaKey, ctrlKey, shiftKey, altKey } = event
  const link = target instanceof Element ? target.closest('a') : null
  if (!link || button !== 0 || metaKey || ctrlKey || shiftKey || altKey || link.target === '_blank') return null
  if (link.origin !== location.origin || link.pathname === location.pathname) return null
  return link.pathname + link.search
}
