import { Box, Button, Code, CopyButton } from '@mantine/core'
import classes from './code-block.module.css'

/** Text to copy, such as a command; `label` says what it is. */
export function CodeBlock({ label, children }: { label: string; children: string }) {
  return (
    <Box pos="relative">
      <Code block className={classes['code'] ?? ''} tabIndex={0} role="region" aria-label={label}>
        {children}
      </Code>
      <CopyButton value={children}>
        {({ copied, copy }) => (
          <Button pos="absolute" top={8} right={8} size="compact-xs" variant="default" onClick={copy}>
            {copied ? 'Copied' : 'Copy'}
          </Button>
        )}
      </CopyButton>
    </Box>
  )
}
