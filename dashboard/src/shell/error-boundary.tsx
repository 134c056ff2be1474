import { Button, Center, Stack, Text, Title } from '@mantine/core'
import { Component, type ReactNode } from 'react'

interface Props {
  children: ReactNode
}

/** Replaces content that failed to render with an error message. */
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
            Something went wrong
          </Title>
          <Text>Imports keep running. Reload the page; if it fails again, report the problem.</Text>
          <Button onClick={() => location.reload()}>Reload</Button>
        </Stack>
      </Center>
    )
  }
}
