import { Badge, NavLink, Stack } from '@mantine/core'
import {
  IconBrandLinkedin,
  IconCoins,
  IconFileUpload,
  IconListDetails,
  IconProgress,
  IconShieldOff,
} from '@tabler/icons-react'
import { NavLink as RouterLink, useLocation } from 'react-router'
import { useActiveRuns } from '../runs/live-runs.tsx'

const places = [
  { to: '/new-import', label: 'New import', Icon: IconFileUpload },
  { to: '/imports', label: 'Imports', Icon: IconProgress },
  { to: '/lists', label: 'Lists', Icon: IconListDetails },
  { to: '/credits', label: 'Credits', Icon: IconCoins },
  { to: '/block-list', label: 'Block list', Icon: IconShieldOff },
  { to: '/accounts', label: 'LinkedIn accounts', Icon: IconBrandLinkedin },
] as const

/** The ways to all pages; `onGo` hears that one was taken. */
export function Navigation({ onGo }: { onGo: () => void }) {
  const { pathname } = useLocation()
  const { length } = useActiveRuns()
  return (
    <Stack component="nav" aria-label="Pages" gap={4}>
      {places.map(({ to, label, Icon }) => (
        <NavLink
          key={to}
          component={RouterLink}
          to={to}
          onClick={onGo}
          label={label}
          active={pathname === to || pathname.startsWith(`${to}/`)}
          leftSection={<Icon size={18} stroke={1.75} aria-hidden />}
          rightSection={
            to === '/imports' &&
            length > 0 && (
              <Badge circle size="md" className="number" aria-label={`${length} under way`}>
                {length}
              </Badge>
            )
          }
          styles={{ root: { borderRadius: 'var(--mantine-radius-md)' } }}
        />
      ))}
    </Stack>
  )
}
