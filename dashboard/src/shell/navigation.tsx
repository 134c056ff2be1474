import { Badge, NavLink, Stack } from '@mantine/core'
import {
  IconBrandLinkedin,
  IconCoins,
  IconListDetails,
  IconProgress,
  IconSettings,
  IconShieldOff,
} from '@tabler/icons-react'
import { NavLink as RouterLink, useLocation } from 'react-router'
import { useActiveRuns } from '../runs/live-runs.tsx'
import { NewImportButton } from './new-import-button.tsx'
import { pages } from './pages.ts'

const icons = {
  '/imports': IconProgress,
  '/lists': IconListDetails,
  '/credits': IconCoins,
  '/block-list': IconShieldOff,
  '/accounts': IconBrandLinkedin,
  '/settings': IconSettings,
} as const

/** The links to all pages; calls `onNavigate` when one is followed. */
export function Navigation({ onNavigate }: { onNavigate: () => void }) {
  const { pathname } = useLocation()
  const { length } = useActiveRuns()
  return (
    <Stack component="nav" aria-label="Pages" gap={4}>
      <NewImportButton onClick={onNavigate} mb="sm" visibleFrom="sm" />
      {pages.map(({ to, label }) => {
        const Icon = icons[to]
        return (
          <NavLink
            key={to}
            component={RouterLink}
            to={to}
            onClick={onNavigate}
            label={label}
            active={pathname === to || pathname.startsWith(`${to}/`)}
            leftSection={<Icon size={18} stroke={1.75} aria-hidden />}
            rightSection={
              to === '/imports' &&
              length > 0 && (
                <Badge circle size="md" className="number" aria-label={`${length} running`}>
                  {length}
                </Badge>
              )
            }
            styles={{ root: { borderRadius: 'var(--mantine-radius-md)' } }}
          />
        )
      })}
    </Stack>
  )
}
