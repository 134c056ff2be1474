import { Group, Loader } from '@mantine/core'
import { useConnection } from '../api/provider.tsx'
import classes from './shell.module.css'

/** Says while events do not reach us; it lies over the page, so that nothing moves. */
export function ConnectionNote() {
  const connection = useConnection()
  return (
    <div role="status">
      {connection === 'reconnecting' && (
        <Group gap={8} wrap="nowrap" className={classes['banner']}>
          <Loader size={14} color="#5c2a00" aria-hidden />
          Reconnecting… your imports go on meanwhile
        </Group>
      )}
    </div>
  )
}
