import { Tabs } from '@mantine/core'
import { useNavigate, useParams } from 'react-router'
import { Page } from '../../components/page.tsx'
import { NotFound } from '../../shell/not-found.tsx'
import { DevelopersTab } from './developers-tab.tsx'
import { ProfileTab } from './profile-tab.tsx'
import { TokensTab } from './tokens/tokens-tab.tsx'
import { WebhooksTab } from './webhooks/webhooks-tab.tsx'

const tabs = [
  { name: 'profile', label: 'Profile', Panel: ProfileTab },
  { name: 'tokens', label: 'Tokens', Panel: TokensTab },
  { name: 'webhooks', label: 'Webhooks', Panel: WebhooksTab },
  { name: 'developers', label: 'Developers', Panel: DevelopersTab },
] as const

/** The user's profile, tokens and webhooks, and how programs connect. */
export default function SettingsPage() {
  const { '*': rest = '' } = useParams()
  const navigate = useNavigate()
  const tab = rest === '' ? 'profile' : tabs.find(({ name }) => name === rest)?.name
  if (!tab) return <NotFound />
  return (
    <Page title="Settings">
      <Tabs value={tab} onChange={(name) => navigate(`/settings/${name}`)} keepMounted={false}>
        <Tabs.List mb="lg">
          {tabs.map(({ name, label }) => (
            <Tabs.Tab key={name} value={name} px={{ base: 'xs', sm: 'md' }}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {tabs.map(({ name, Panel }) => (
          <Tabs.Panel key={name} value={name}>
            <Panel />
          </Tabs.Panel>
        ))}
      </Tabs>
    </Page>
  )
}
