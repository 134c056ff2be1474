import { Box, Button, Code, CopyButton } from '@mantine/core'

/** Text to copy, such as a command; `label` says what it is. */
export function CodeBlock({ label, children }: { label: string; children: string }) {
  return (
    <Box pos="relative">
      <Code
        block
        p="md"
        pt={{ base: 40, sm: 'md' }}
        pr={{ base: 'md', sm: 88 }}
        tabIndex={0}
        role="region"
        aria-label={label}
        style={{ overflowX: 'auto' }}
      >
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
