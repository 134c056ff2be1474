import { MantineProvider } from '@mantine/core'
import { Suspense } from 'react'
import { BrowserRouter, Navigate, Outlet, Route, Routes } from 'react-router'
import { cssVariables, theme } from './design/theme.ts'
import { RequireSession } from './session/require-session.tsx'
import { SessionProvider } from './session/session.tsx'
import { ErrorBoundary } from './shell/error-boundary.tsx'
import { lazyPage } from './shell/lazy-page.ts'
import { NotFound } from './shell/not-found.tsx'
import { Shell } from './shell/shell.tsx'

// The messages and each page are separate chunks, loaded on demand.
const Notifications = lazyPage(() => import('./shell/notifications.tsx'))
const SignInPage = lazyPage(() => import('./pages/sign-in/sign-in-page.tsx'))
const ImportsPage = lazyPage(() => import('./pages/imports/imports-page.tsx'))
const NewImportPage = lazyPage(() => import('./pages/new-import/new-import-page.tsx'))
const FixRowsPage = lazyPage(() => import('./pages/fix-rows/fix-rows-page.tsx'))
const ListsPage = lazyPage(() => import('./pages/lists/lists-page.tsx'))
const ListPage = lazyPage(() => import('./pages/list/list-page.tsx'))
const CreditsPage = lazyPage(() => import('./pages/credits/credits-page.tsx'))
const BlockListPage = lazyPage(() => import('./pages/block-list/block-list-page.tsx'))
const AccountsPage = lazyPage(() => import('./pages/accounts/accounts-page.tsx'))
const SettingsPage = lazyPage(() => import('./pages/settings/settings-page.tsx'))
const StyleguidePage = import.meta.env.DEV ? lazyPage(() => import('./styleguide/styleguide-page.tsx')) : null

/** The dashboard. `src/server/routes/dashboard.ts` serves it at the paths below. */
export function App() {
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <ErrorBoundary>
        <BrowserRouter>
          <Suspense>
            <Notifications />
          </Suspense>
          <Suspense>
            <Routes>
              {StyleguidePage && <Route path="/styleguide" element={<StyleguidePage />} />}
              <Route
                element={
                  <SessionProvider>
                    <Outlet />
                  </SessionProvider>
                }
              >
                <Route path="/sign-in" element={<SignInPage />} />
                <Route
                  element={
                    <RequireSession>
                      <Shell />
                    </RequireSession>
                  }
                >
                  <Route index element={<Navigate to="/imports" replace />} />
                  <Route path="/new-import" element={<NewImportPage />} />
                  <Route path="/imports" element={<ImportsPage />} />
                  <Route path="/imports/:runId/fix-rows" element={<FixRowsPage />} />
                  <Route path="/lists" element={<ListsPage />} />
                  <Route path="/lists/:listId/*" element={<ListPage />} />
                  <Route path="/credits" element={<CreditsPage />} />
                  <Route path="/block-list" element={<BlockListPage />} />
                  <Route path="/accounts" element={<AccountsPage />} />
                  <Route path="/settings/*" element={<SettingsPage />} />
                  <Route path="*" element={<NotFound />} />
                </Route>
              </Route>
            </Routes>
          </Suspense>
        </BrowserRouter>
      </ErrorBoundary>
    </MantineProvider>
  )
}
