import { Alert, Button, Group, List, Paper, Select, Stack, Text, Title } from '@mantine/core'
import { useEffect, useRef } from 'react'
import { countOf } from '../../components/format.ts'
import classes from './new-import.module.css'
import type { Preview } from './operations.ts'

/** What can be done about the sheets of a workbook. */
export interface Sheets {
  isTurning: boolean
  refusal: string | null
  onTurn: (sheet: string) => void
}

const separators = new Map([
  [',', 'commas'],
  [';', 'semicolons'],
  ['\t', 'tabs'],
  ['|', 'bars'],
])

/** What was found in a file, which sheet of it is meant, and what was amiss. */
export function FileSummary({ preview, sheets, onDrop }: { preview: Preview; sheets: Sheets; onDrop: () => void }) {
  const { fileName, warnings } = preview
  const name = useRef<HTMLHeadingElement>(null)
  // What had the focus before is gone, and this is what came of it.
  useEffect(() => name.current?.focus({ preventScroll: true }), [])
  return (
    <Paper withBorder p="lg" component="section" aria-label="The file">
      <Group justify="space-between" align="flex-start" gap="md">
        <Stack gap={4} miw={0} flex="1 1 280px">
          <Title order={2} size="h4" ref={name} tabIndex={-1} className={classes['heading'] ?? ''}>
            {fileName ?? 'Your file'}
          </Title>
          <Text size="sm" c="dimmed">
            {findingsOf(preview).join(' · ')}
          </Text>
        </Stack>
        <Group gap="sm" align="flex-end">
          {preview.sheets.length > 1 && (
            <Select
              aria-label="Sheet"
              data={preview.sheets}
              value={preview.sheet}
              onChange={(sheet) => sheet !== null && sheet !== preview.sheet && sheets.onTurn(sheet)}
              disabled={sheets.isTurning}
              allowDeselect={false}
              searchable={preview.sheets.length > 10}
              error={sheets.refusal}
              w={220}
            />
          )}
          <Button variant="default" onClick={onDrop}>
            Start over
          </Button>
        </Group>
      </Group>
      {warnings.length > 0 && (
        <Alert color="orange" variant="outline" mt="md" p="sm" title="Look at this first">
          <List size="sm">
            {warnings.map((warning) => (
              <List.Item key={warning}>{warning}</List.Item>
            ))}
          </List>
        </Alert>
      )}
    </Paper>
  )
}

function findingsOf({ totalRows, columns, encoding, delimiter, headerLine, sheet }: Preview): string[] {
  const header =
    headerLine === 0
      ? 'no header, so columns have numbers'
      : `header in ${sheet === null ? 'line' : 'row'} ${headerLine}`
  return [
    countOf(totalRows, 'row'),
    countOf(columns.length, 'column'),
    ...(encoding === null ? [] : [encoding.toUpperCase()]),
    ...(delimiter === null ? [] : [`separated by ${separators.get(delimiter) ?? delimiter}`]),
    header,
  ]
}
