import { Group, Loader } from '@mantine/core'
import { useConnection } from '../api/provider.tsx'
import classes from './shell.module.css'

/** Shows that the connection is lost, as an overlay so that the layout doesn't shift. */
export function ConnectionNote() {
  const connection = useConnection()
  return (
    <div role="status">
      {connection === 'reconnecting' && (
        <Group gap={8} wrap="nowrap" className={classes['banner']}>
          <Loader size={14} color="#5c2a00" aria-hidden />
          Reconnecting… Imports are safe.
        </Group>
      )}
    </div>
  )
}
