import { ActionIcon, Menu, Text, useMantineColorScheme } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconDevices, IconLogout } from '@tabler/icons-react'
import { useQuery } from 'urql'
import { graphql } from '../gql/gql.ts'
import { useSession } from '../session/session.tsx'

const Me = graphql(`
  query Me {
    viewer { id name email }
  }
`)

const schemes = [
  { value: 'auto', label: 'Match system' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
] as const

/** The user's name, the color scheme and the sign-out button. */
export function UserMenu() {
  const [{ data }] = useQuery({ query: Me })
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const { current, signOut } = useSession()
  const leave = (isEverywhere: boolean) =>
    signOut(isEverywhere).catch(() =>
      notifications.show({
        color: 'red',
        title: 'Couldn’t sign out',
        message: 'The server can’t be reached. Check your connection and try again.',
      }),
    )
  return (
    <Menu position="bottom-end" width={240} withinPortal>
      <Menu.Target>
        <ActionIcon variant="default" size="lg" radius="xl" aria-label="Account and settings">
          <Text span size="xs" fw={600} aria-hidden>
            {initialsOf(data?.viewer.name ?? '')}
          </Text>
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {/* A menu may not contain paragraphs. */}
          <Text component="span" display="block" fw={600} size="sm" c="var(--mantine-color-text)" truncate>
            <bdi>{data?.viewer.name ?? '…'}</bdi>
          </Text>
          <Text component="span" display="block" size="xs" truncate>
            <bdi>{data?.viewer.email ?? '…'}</bdi>
          </Text>
        </Menu.Label>
        <Menu.Divider />
        <Menu.RadioGroup value={colorScheme} onChange={(value) => setColorScheme(schemeOf(value))}>
          {schemes.map(({ value, label }) => (
            <Menu.RadioItem key={value} value={value}>
              {label}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={() => void leave(false)}>
          Sign out
        </Menu.Item>
        {current?.isFromLink && (
          <Menu.Item leftSection={<IconDevices size={16} aria-hidden />} onClick={() => void leave(true)}>
            Sign out everywhere
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}

/** Returns the first letters of the first and the last name. */
function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/)
  const letters = [words[0], words.length > 1 ? words.at(-1) : ''].map((word) => [...(word ?? '')][0] ?? '')
  return letters.join('').toUpperCase()
}

function schemeOf(value: string) {
  return schemes.find((scheme) => scheme.value === value)?.value ?? 'auto'
}
