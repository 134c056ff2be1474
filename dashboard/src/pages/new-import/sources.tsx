import { Button, FileButton, Paper, Stack, Text, ThemeIcon, Title } from '@mantine/core'
import { useWindowEvent } from '@mantine/hooks'
import { IconFileSpreadsheet } from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import classes from './new-import.module.css'
import type { Targets } from './operations.ts'
import { pastedFile } from './pasted-file.ts'
import { SearchForm } from './search-form.tsx'

interface Props {
  targets: Targets
  /** Whether a file was shown before: the heading then takes the focus. */
  hadFile: boolean
  onFile: (file: File) => void
}

/** The sources of an import: a file, pasted rows or a search. */
export function Sources({ targets, hadFile, onFile }: Props) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (hadFile) heading.current?.focus()
  }, [hadFile])
  useWindowEvent('paste', (event) => {
    // A field takes what is pasted into it.
    if (event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement) return
    const file = pastedFile(event.clipboardData)
    if (!file) return
    event.preventDefault()
    onFile(file)
  })
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
            CSV, TSV, Excel or OpenDocument, in any language and encoding. Or copy rows in a spreadsheet and paste them
            here. Nothing is imported before you have checked the preview.
          </Text>
          <FileButton onChange={(file) => file && onFile(file)}>
            {(button) => (
              <Button {...button} mt="xs">
                Choose file
              </Button>
            )}
          </FileButton>
        </Stack>
      </Paper>
      <SearchForm targets={targets} />
    </div>
  )
}
