import { Button, Group, Loader, Paper, Progress, Stack, Text } from '@mantine/core'
import { percent } from '../../components/format.ts'

/** The progress of an upload, then of its parsing. */
export function FileReading({ name, share, onCancel }: { name: string; share: number | null; onCancel: () => void }) {
  const isUploading = share !== null && share < 1
  return (
    <Paper withBorder p="xl">
      <Stack gap="md" mih={200} justify="center" maw={520} mx="auto">
        <Group justify="space-between" wrap="nowrap" mih={36}>
          <Stack gap={0} miw={0}>
            <Text fw={600} truncate>
              <bdi>{name}</bdi>
            </Text>
            <Text size="sm" c="dimmed" role="status">
              {isUploading ? 'Uploading…' : 'Reading the file…'}
            </Text>
          </Stack>
          {isUploading ? <Text className="number">{percent(share)}</Text> : <Loader size="sm" aria-hidden />}
        </Group>
        {share !== null && <Progress value={share * 100} size="lg" aria-label={`Uploading ${name}`} />}
        <Button variant="default" onClick={onCancel} style={{ alignSelf: 'flex-end' }}>
          Cancel
        </Button>
      </Stack>
    </Paper>
  )
}
