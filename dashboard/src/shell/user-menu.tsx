import { ActionIcon, Menu, Text, useMantineColorScheme } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconCheck, IconDeviceDesktop, IconDevices, IconLogout, IconMoon, IconSun } from '@tabler/icons-react'
import { useQuery } from 'urql'
import { graphql } from '../gql/gql.ts'
import { useSession } from '../session/session.tsx'

const Me = graphql(`
  query Me {
    viewer { id name email }
  }
`)

const schemes = [
  { value: 'auto', label: 'Match system', Icon: IconDeviceDesktop },
  { value: 'light', label: 'Light', Icon: IconSun },
  { value: 'dark', label: 'Dark', Icon: IconMoon },
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
          <Text fw={600} size="sm" c="var(--mantine-color-text)" truncate>
            {data?.viewer.name ?? '…'}
          </Text>
          <Text size="xs" truncate>
            {data?.viewer.email ?? '…'}
          </Text>
        </Menu.Label>
        <Menu.Divider />
        {schemes.map(({ value, label, Icon }) => (
          <Menu.Item
            key={value}
            role="menuitemradio"
            aria-checked={colorScheme === value}
            leftSection={<Icon size={16} aria-hidden />}
            rightSection={colorScheme === value && <IconCheck size={16} aria-hidden />}
            onClick={() => setColorScheme(value)}
          >
            {label}
          </Menu.Item>
        ))}
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
