import { Alert, Button, Stack, Text } from '@mantine/core'
import type { CombinedError } from 'urql'
import { errorMessage } from '../api/error-message.ts'

/** Shows why something could not be loaded, with a button that tries again. */
export function ErrorNote({ error, onRetry }: { error: CombinedError; onRetry?: () => void }) {
  return (
    <Alert color="red" variant="outline" title="Couldn’t load this" role="alert">
      <Stack gap="sm" align="flex-start">
        <Text>{errorMessage(error)}</Text>
        {onRetry && (
          <Button variant="default" onClick={onRetry}>
            Try again
          </Button>
        )}
      </Stack>
    </Alert>
  )
}
