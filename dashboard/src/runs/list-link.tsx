import { Anchor, Text } from '@mantine/core'
import { Link } from 'react-router'

/** The name of a list, as a link unless the list was deleted. */
export function ListLink({ list }: { list: { id: string; name: string } | null }) {
  if (!list) return <Text c="dimmed">Deleted list</Text>
  return (
    <Anchor component={Link} to={`/lists/${list.id}`} fw={600} truncate display="block">
      <bdi>{list.name}</bdi>
    </Anchor>
  )
}
