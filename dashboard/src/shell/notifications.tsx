import { useMediaQuery } from '@mantine/hooks'
import { Notifications } from '@mantine/notifications'
import { useLocation } from 'react-router'
import classes from './shell.module.css'

/** Where messages appear: in the corner, or at the top where the primary action is at the lower edge. */
export default function CornerNotifications() {
  const { pathname } = useLocation()
  const isNarrow = useMediaQuery('(max-width: 48em)', undefined, { getInitialValueInEffect: false })
  const isTop = isNarrow || pathname === '/new-import'
  return <Notifications position={isTop ? 'top-right' : 'bottom-right'} className={classes['messages'] ?? ''} />
}
