import { Button, Group } from '@mantine/core'
import { useState } from 'react'

/** Pages through a connection: `after` is the cursor to query with, `page` the number of pages before, `buttons` renders the buttons. */
export function usePagination() {
  const [cursors, setCursors] = useState<readonly (string | null)[]>([null])
  return {
    after: cursors.at(-1) ?? null,
    page: cursors.length - 1,
    /** Renders nothing if everything fits on one page. */
    buttons: (
      { hasNextPage, endCursor }: { hasNextPage: boolean; endCursor?: string | null | undefined },
      [back, on] = ['Newer', 'Older'],
    ) =>
      (cursors.length > 1 || hasNextPage) && (
        <Group justify="flex-end" gap="xs">
          <Button
            variant="default"
            disabled={cursors.length === 1}
            onClick={() => setCursors((previous) => previous.slice(0, -1))}
          >
            {back}
          </Button>
          <Button
            variant="default"
            disabled={!hasNextPage}
            onClick={() => endCursor && setCursors((previous) => [...previous, endCursor])}
          >
            {on}
          </Button>
        </Group>
      ),
  }
}
