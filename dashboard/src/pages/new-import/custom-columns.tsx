import { Anchor, Checkbox, Group, Paper, Stack, Text, TextInput, Title } from '@mantine/core'
import { memo } from 'react'
import { Texts } from '../../components/texts.tsx'
import { changeCustom, customColumns, type Draft, samplesOf } from './draft.ts'
import type { FormRefusal } from './form-refusal.ts'
import classes from './new-import.module.css'
import type { Preview } from './operations.ts'

interface Props {
  preview: Preview
  draft: Draft
  fault: FormRefusal | null
  onChange: (draft: Draft) => void
}

/** The columns that are mapped to no field: each is kept as a custom field or not imported. */
export const CustomColumns = memo(function CustomColumns({ preview, draft, fault, onChange }: Props) {
  const columns = customColumns(draft, preview)
  if (columns.length === 0) return null
  const kept = columns.filter(({ isKept }) => isKept).map(({ name }) => name.trim())
  const isAllKept = kept.length === columns.length
  const keepAll = () =>
    onChange(columns.reduce((last, { column }) => changeCustom(last, column, { isKept: !isAllKept }), draft))
  return (
    <Paper withBorder p="lg" component="section" aria-labelledby="custom">
      <Stack gap="sm">
        <Group justify="space-between" align="flex-start" wrap="nowrap">
          <Stack gap={4}>
            <Title order={2} size="h4" id="custom">
              Custom fields
            </Title>
            <Text size="sm" c="dimmed">
              Unmapped columns, kept with each lead under the name you choose.
            </Text>
          </Stack>
          <Anchor component="button" type="button" size="sm" fw={600} onClick={keepAll} style={{ flexShrink: 0 }}>
            {isAllKept ? 'Deselect all' : 'Select all'}
          </Anchor>
        </Group>
        {fault?.field === 'custom' && (
          <Text size="sm" c="var(--mantine-color-error)" role="alert">
            {fault.message}
          </Text>
        )}
        {columns.map(({ column, name, isKept }) => (
          <div key={column} className={classes['row']}>
            <Checkbox
              label={<bdi>{column}</bdi>}
              checked={isKept}
              onChange={(event) => onChange(changeCustom(draft, column, { isKept: event.currentTarget.checked }))}
            />
            <TextInput
              aria-label={`Name for ${column}`}
              value={name}
              disabled={!isKept}
              error={isKept && (name.trim() === '' || kept.indexOf(name.trim()) !== kept.lastIndexOf(name.trim()))}
              onChange={(event) => onChange(changeCustom(draft, column, { name: event.currentTarget.value }))}
            />
            <Text size="sm" c="dimmed" truncate mih="1.5em">
              <Texts texts={samplesOf(preview, column)} />
            </Text>
          </div>
        ))}
      </Stack>
    </Paper>
  )
})
