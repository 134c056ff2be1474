import { Notifications } from '@mantine/notifications'

/** Where messages appear. */
export default function CornerNotifications() {
  return <Notifications position="bottom-right" />
}
