import { Alert, Button, Stack, Text } from '@mantine/core'
import type { CombinedError } from 'urql'
import { wordsOf } from '../api/error-message.ts'

/** Says why something could not be read, in the API's words, and offers to try again. */
export function ErrorNote({ error, onRetry }: { error: CombinedError; onRetry?: () => void }) {
  return (
    <Alert color="red" variant="outline" title="This could not be read" role="alert">
      <Stack gap="sm" align="flex-start">
        <Text>{wordsOf(error)}</Text>
        {onRetry && (
          <Button variant="default" onClick={onRetry}>
            Try again
          </Button>
        )}
      </Stack>
    </Alert>
  )
}
