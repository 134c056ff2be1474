import { AppShell, Burger, Group, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { Suspense } from 'react'
import { Outlet, useLocation } from 'react-router'
import { ApiProvider, useConnection } from '../api/provider.tsx'
import { Loading } from '../components/loading.tsx'
import { LiveRuns } from '../runs/live-runs.tsx'
import { Balance } from './balance.tsx'
import { Brand } from './brand.tsx'
import { ConnectionNote } from './connection-note.tsx'
import { ErrorBoundary } from './error-boundary.tsx'
import { Navigation } from './navigation.tsx'
import { NewImportButton } from './new-import-button.tsx'
import { SandboxNote } from './sandbox-note.tsx'
import classes from './shell.module.css'
import { Shortcuts } from './shortcuts.tsx'
import { UserMenu } from './user-menu.tsx'

/** The frame of every page: name, navigation, user menu and connection status. */
export function Shell() {
  const [isOpen, { toggle, close }] = useDisclosure()
  const { pathname } = useLocation()
  return (
    <ApiProvider>
      <LiveRuns>
        <Shortcuts />
        <a className={classes['skip']} href="#content">
          Skip to content
        </a>
        <AppShell
          header={{ height: 56 }}
          navbar={{ width: 232, breakpoint: 'sm', collapsed: { mobile: !isOpen } }}
          padding={{ base: 'md', sm: 'xl' }}
        >
          <AppShell.Header>
            <Group h="100%" px="md" justify="space-between" wrap="nowrap">
              <Group gap="sm" wrap="nowrap">
                <Burger
                  opened={isOpen}
                  onClick={toggle}
                  hiddenFrom="sm"
                  size="sm"
                  aria-label={isOpen ? 'Close navigation' : 'Open navigation'}
                  aria-expanded={isOpen}
                />
                <Brand />
              </Group>
              <Group gap="sm" wrap="nowrap">
                <ConnectionNote />
                <Balance />
                <UserMenu />
              </Group>
            </Group>
          </AppShell.Header>
          <AppShell.Navbar p="sm">
            <Navigation onNavigate={close} />
          </AppShell.Navbar>
          <AppShell.Main id="content" tabIndex={-1} className={classes['content']}>
            <SandboxNote />
            {/* Reset for each page; the tabs of a list are one page. */}
            <ErrorBoundary key={pathname.split('/', 3).join('/')}>
              <Suspense fallback={<PageLoading />}>
                <Outlet />
              </Suspense>
            </ErrorBoundary>
            {pathname !== '/new-import' && (
              <NewImportButton hiddenFrom="sm" size="md" radius="xl" className={classes['thumb'] ?? ''} />
            )}
          </AppShell.Main>
        </AppShell>
      </LiveRuns>
    </ApiProvider>
  )
}

/** Placeholder for a page whose code is loading, which takes longer without a connection. */
function PageLoading() {
  const connection = useConnection()
  return (
    <Stack gap="md">
      {connection === 'reconnecting' && <Text>This page opens as soon as the connection is back.</Text>}
      <Loading />
    </Stack>
  )
}
