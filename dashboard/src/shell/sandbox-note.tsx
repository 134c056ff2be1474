import { Text } from '@mantine/core'
import { useServerStatus } from './server-status.ts'
import classes from './shell.module.css'

/** Says on every page that data is simulated, while a provider is a sandbox. */
export function SandboxNote() {
  const sandboxes = useServerStatus()?.sandboxes ?? []
  if (sandboxes.length === 0) return null
  const simulated = { SALES_NAVIGATOR: 'people from searches', COMPANY_DATA: 'data from enrichment' }
  return (
    <Text role="note" size="xs" className={classes['sandbox'] ?? ''}>
      <strong>Sandbox data</strong>
      <span className={classes['simulated']}>
        {' '}
        · Simulated {sandboxes.map((sandbox) => simulated[sandbox]).join(' and ')}
      </span>
    </Text>
  )
}
