import { Anchor } from '@mantine/core'
import { Link } from 'react-router'
import { pluralize } from '../components/format.ts'
import { useServerStatus } from './server-status.ts'

/** The available credits, as a link to their history. */
export function Balance() {
  const status = useServerStatus()
  if (!status) return null
  return (
    <Anchor component={Link} to="/credits" c="inherit" className="number" fw={500}>
      {pluralize(status.available, 'credit')}
    </Anchor>
  )
}
