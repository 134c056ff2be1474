import { Anchor, Text } from '@mantine/core'
import { Link } from 'react-router'

/** The name of a list, which leads there while the list exists. */
export function ListLink({ list }: { list: { id: string; name: string } | null }) {
  if (!list) return <Text c="dimmed">A deleted list</Text>
  return (
    <Anchor component={Link} to={`/lists/${list.id}`} fw={600} truncate display="block">
      {list.name}
    </Anchor>
  )
}
