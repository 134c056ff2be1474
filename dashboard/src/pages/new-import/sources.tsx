import { Button, FileButton, Paper, Stack, Text, ThemeIcon, Title } from '@mantine/core'
import { IconFileSpreadsheet } from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import classes from './new-import.module.css'
import type { Targets } from './operations.ts'
import { SearchForm } from './search-form.tsx'

interface Props {
  targets: Targets
  /** Somebody came here from a file, and what had the focus is gone. */
  isBack: boolean
  onFile: (file: File) => void
}

/** What an import can begin with: a file, or a search. */
export function Sources({ targets, isBack, onFile }: Props) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (isBack) heading.current?.focus()
  }, [isBack])
  return (
    <div className={classes['sources']}>
      <Paper component="section" aria-labelledby="from-file" className={classes['drop']} p="xl">
        <Stack align="center" justify="center" gap="sm" h="100%" ta="center" mih={240}>
          <ThemeIcon variant="transparent" size={56} aria-hidden>
            <IconFileSpreadsheet size={48} stroke={1.25} />
          </ThemeIcon>
          <Title order={2} size="h4" id="from-file" ref={heading} tabIndex={-1} className={classes['heading'] ?? ''}>
            Drop a file here
          </Title>
          <Text c="dimmed" maw={340}>
            CSV, TSV, Excel or OpenDocument, in any language and encoding. You see what would become of each row before
            anything is imported.
          </Text>
          <FileButton onChange={(file) => file && onFile(file)}>
            {(button) => (
              <Button {...button} mt="xs">
                Choose a file
              </Button>
            )}
          </FileButton>
        </Stack>
      </Paper>
      <SearchForm targets={targets} />
    </div>
  )
}
