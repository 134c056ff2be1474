import { Skeleton, Stack, VisuallyHidden } from '@mantine/core'

/** A placeholder for content that is loading: `rows` lines of `height` pixels. */
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
