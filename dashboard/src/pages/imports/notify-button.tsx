import { Button } from '@mantine/core'
import { useState } from 'react'

/** Asks the browser for permission to notify the user of ends, unless that is decided. */
export function NotifyButton() {
  const [permission, setPermission] = useState(() => ('Notification' in window ? Notification.permission : 'denied'))
  if (permission !== 'default') return null
  return (
    <div>
      <Button
        size="compact-sm"
        variant="subtle"
        onClick={() => void Notification.requestPermission().then(setPermission)}
      >
        Notify me when imports end
      </Button>
    </div>
  )
}
