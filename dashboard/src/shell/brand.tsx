import { Anchor, Group, Text } from '@mantine/core'
import { Link } from 'react-router'

/** The product name as a link to the start page. */
export function Brand() {
  return (
    <Anchor component={Link} to="/imports" underline="never" c="inherit" aria-label="Leadstream: imports">
      <Group gap={10} wrap="nowrap">
        <img src="/favicon.svg" alt="" width={26} height={26} />
        <Text fw={700} size="lg">
          Leadstream
        </Text>
      </Group>
    </Anchor>
  )
}
