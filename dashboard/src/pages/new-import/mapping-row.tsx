import { Select, Stack, Text } from '@mantine/core'
import { useId } from '@mantine/hooks'
import { Texts } from '../../components/texts.tsx'
import { samplesOf } from './draft.ts'
import type { FieldId } from './fields.ts'
import classes from './new-import.module.css'
import type { Preview } from './operations.ts'

// No column has a blank name.
const noColumn = { value: '', label: 'No column' }

interface Props {
  id: FieldId
  label: string
  column: string | null
  suggestion: string | null
  preview: Preview
  /** The field that each column is mapped to. */
  uses: ReadonlyMap<string, string>
  error: string | null
  onChange: (column: string | null) => void
}

/** A field, its column and some of the column's values. */
export function MappingRow({ label, column, suggestion, preview, uses, error, onChange }: Props) {
  const id = useId()
  const samples = samplesOf(preview, column ?? undefined)
  return (
    <div className={classes['row']}>
      <Text component="label" size="sm" fw={500} htmlFor={id}>
        {label}
      </Text>
      <Select
        id={id}
        data={column === null ? preview.columns : [noColumn, ...preview.columns]}
        value={column}
        onChange={(value) => onChange(value || null)}
        searchable
        allowDeselect={false}
        openOnFocus={false}
        onFocus={(event) => event.currentTarget.select()}
        placeholder={noColumn.label}
        nothingFoundMessage="No matching column"
        maxDropdownHeight={280}
        error={error}
        comboboxProps={{ width: 280, position: 'bottom-start' }}
        renderOption={({ option }) => (
          <Stack gap={0} miw={0}>
            <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
              <bdi>{option.label}</bdi>
            </Text>
            {uses.has(option.value) && (
              <Text size="xs" c="dimmed">
                {option.value === column ? 'Selected' : `Mapped to ${uses.get(option.value)}`}
              </Text>
            )}
          </Stack>
        )}
      />
      <Text size="sm" c="dimmed" truncate title={samples.join(' · ')} mih="1.5em">
        {column !== suggestion && suggestion !== null && (
          <>
            Suggested: <bdi>{suggestion}</bdi>
            {samples.length > 0 && ' · '}
          </>
        )}
        <Texts texts={samples} />
      </Text>
    </div>
  )
}
