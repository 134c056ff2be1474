import { Skeleton, Stack, VisuallyHidden } from '@mantine/core'

/** Holds the place of what is being read; `rows` lines of `height`. */
export function Loading({ rows = 3, height = 72 }: { rows?: number; height?: number }) {
  return (
    <Stack gap="sm">
      <VisuallyHidden role="status">Loading</VisuallyHidden>
      {Array.from({ length: rows }, (_, row) => row).map((row) => (
        <Skeleton key={row} height={height} />
      ))}
    </Stack>
  )
}
