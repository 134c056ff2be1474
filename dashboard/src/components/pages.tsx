import { Button, Group } from '@mantine/core'
import { useState } from 'react'

/** Goes through a connection page by page: `after` is the cursor to ask with, `show` draws the buttons below it. */
export function usePages() {
  const [cursors, setCursors] = useState<readonly (string | null)[]>([null])
  return {
    after: cursors.at(-1) ?? null,
    /** The buttons; nothing where one page holds all. */
    show: ({ hasNextPage, endCursor }: { hasNextPage: boolean; endCursor?: string | null | undefined }) =>
      (cursors.length > 1 || hasNextPage) && (
        <Group justify="flex-end" gap="xs">
          <Button
            variant="default"
            disabled={cursors.length === 1}
            onClick={() => setCursors((known) => known.slice(0, -1))}
          >
            Newer
          </Button>
          <Button
            variant="default"
            disabled={!hasNextPage}
            onClick={() => endCursor && setCursors((known) => [...known, endCursor])}
          >
            Older
          </Button>
        </Group>
      ),
  }
}
