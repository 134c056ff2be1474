import { Button, Center, Stack, Text, Title } from '@mantine/core'
import { Component, type ReactNode } from 'react'

interface Props {
  children: ReactNode
}

/** Stands in for what broke while it was drawn, and says so. */
export class ErrorBoundary extends Component<Props, { error: Error | null }> {
  override state = { error: null }

  static getDerivedStateFromError(error: Error) {
    return { error }
  }

  override render() {
    if (this.state.error === null) return this.props.children
    return (
      <Center mih="60vh" p="md" role="alert">
        <Stack align="center" gap="sm" maw={420} ta="center">
          <Title order={1} size="h3">
            This page broke
          </Title>
          <Text>It is our fault, and your imports go on without it. Load it again; if it breaks again, report it.</Text>
          <Button onClick={() => location.reload()}>Load again</Button>
        </Stack>
      </Center>
    )
  }
}
