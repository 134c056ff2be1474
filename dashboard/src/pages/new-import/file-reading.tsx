import { Button, Group, Loader, Paper, Progress, Stack, Text } from '@mantine/core'
import { percent } from '../../components/format.ts'

/** A file on its way: how much of it has gone, then that the server reads it. */
export function FileReading({ name, share, onCancel }: { name: string; share: number | null; onCancel: () => void }) {
  const isSending = share !== null && share < 1
  return (
    <Paper withBorder p="xl">
      <Stack gap="md" mih={200} justify="center" maw={520} mx="auto">
        <Group justify="space-between" wrap="nowrap" mih={36}>
          <Stack gap={0} miw={0}>
            <Text fw={600} truncate>
              {name}
            </Text>
            <Text size="sm" c="dimmed" role="status">
              {isSending ? 'The file is being sent' : 'The server reads the file'}
            </Text>
          </Stack>
          {isSending ? <Text className="number">{percent(share)}</Text> : <Loader size="sm" aria-hidden />}
        </Group>
        {share !== null && <Progress value={share * 100} size="lg" aria-label={`Sending ${name}`} />}
        <Button variant="default" onClick={onCancel} style={{ alignSelf: 'flex-end' }}>
          Cancel
        </Button>
      </Stack>
    </Paper>
  )
}
