import { Alert, Button, Group, List, Paper, Select, Stack, Text, Title } from '@mantine/core'
import { useEffect, useRef } from 'react'
import { pluralize } from '../../components/format.ts'
import classes from './new-import.module.css'
import type { Preview } from './operations.ts'

/** The selection of a sheet in a workbook. */
export interface Sheets {
  isSheetLoading: boolean
  refusal: string | null
  onSheet: (sheet: string) => void
}

const separators = new Map([
  [',', 'comma-separated'],
  [';', 'semicolon-separated'],
  ['\t', 'tab-separated'],
  ['|', 'pipe-separated'],
])

/** The properties of a file, its sheets and the problems found in it. */
export function FileSummary({ preview, sheets, onReset }: { preview: Preview; sheets: Sheets; onReset: () => void }) {
  const { fileName, warnings } = preview
  const name = useRef<HTMLHeadingElement>(null)
  // The element that had the focus is gone.
  useEffect(() => name.current?.focus({ preventScroll: true }), [])
  return (
    <Paper withBorder p="lg" component="section" aria-label="File">
      <Group justify="space-between" align="flex-start" gap="md">
        <Stack gap={4} miw={0} flex="1 1 280px">
          <Title order={2} size="h4" ref={name} tabIndex={-1} className={classes['heading'] ?? ''}>
            <bdi>{fileName ?? 'Your file'}</bdi>
          </Title>
          <Text size="sm" c="dimmed">
            {propertiesOf(preview).join(' · ')}
          </Text>
        </Stack>
        <Group gap="sm" align="flex-end">
          {preview.sheets.length > 1 && (
            <Select
              aria-label="Sheet"
              data={preview.sheets}
              value={preview.sheet}
              onChange={(sheet) => sheet !== null && sheet !== preview.sheet && sheets.onSheet(sheet)}
              disabled={sheets.isSheetLoading}
              allowDeselect={false}
              searchable={preview.sheets.length > 10}
              error={sheets.refusal}
              w={220}
            />
          )}
          <Button variant="default" onClick={onReset}>
            Start over
          </Button>
        </Group>
      </Group>
      {warnings.length > 0 && (
        <Alert color="orange" variant="outline" mt="md" p="sm" title="Check before importing">
          <List size="sm">
            {warnings.map((warning) => (
              <List.Item key={warning}>
                <bdi>{warning}</bdi>
              </List.Item>
            ))}
          </List>
        </Alert>
      )}
    </Paper>
  )
}

function propertiesOf({ totalRows, columns, encoding, delimiter, headerLine, sheet }: Preview): string[] {
  const header = headerLine === 0 ? 'no header row' : `header in ${sheet === null ? 'line' : 'row'} ${headerLine}`
  return [
    pluralize(totalRows, 'row'),
    pluralize(columns.length, 'column'),
    ...(encoding === null ? [] : [encoding.toUpperCase()]),
    ...(delimiter === null ? [] : [separators.get(delimiter) ?? `separated by ${delimiter}`]),
    header,
  ]
}
