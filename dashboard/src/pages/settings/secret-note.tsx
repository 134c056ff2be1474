import { Alert, Button, Group, Stack, Text } from '@mantine/core'
import { CodeBlock } from '../../components/code-block.tsx'

interface Props {
  title: string
  secret: string
  onClose: () => void
}

/** A secret that is shown once. */
export function SecretNote({ title, secret, onClose }: Props) {
  return (
    <Alert color="orange" variant="outline" title={title} role="status">
      <Stack gap="sm">
        <Text>Copy it now. It isn’t shown again.</Text>
        <CodeBlock label={title}>{secret}</CodeBlock>
        <Group justify="flex-end">
          <Button size="xs" variant="default" onClick={onClose}>
            Done
          </Button>
        </Group>
      </Stack>
    </Alert>
  )
}
