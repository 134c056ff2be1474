import { Input, SegmentedControl, Select, Stack, TextInput } from '@mantine/core'
import type { Targets } from './operations.ts'

/** The target of an import: a new list or an existing one. */
export interface Target {
  readonly isNew: boolean
  readonly name: string
  readonly listId: string | null
}

interface Props {
  target: Target
  lists: Targets['lists']['nodes']
  error: string | null
  /** The default name of a new list; absent if a name is required. */
  fallback?: string
  onChange: (target: Target) => void
}

/** Selects a new or an existing list. */
export function TargetFields({ target, lists, error, fallback, onChange }: Props) {
  return (
    <Stack gap="sm">
      {lists.length > 0 && (
        <Input.Wrapper label="Import into" labelElement="div">
          <SegmentedControl
            fullWidth
            aria-label="Import into"
            value={target.isNew ? 'new' : 'own'}
            onChange={(value) => onChange({ ...target, isNew: value === 'new' })}
            data={[
              { value: 'new', label: 'New list' },
              { value: 'own', label: 'Existing list' },
            ]}
          />
        </Input.Wrapper>
      )}
      {target.isNew ? (
        <TextInput
          label="List name"
          value={target.name}
          onChange={(event) => onChange({ ...target, name: event.currentTarget.value })}
          maxLength={200}
          required={fallback === undefined}
          withAsterisk={false}
          placeholder={fallback}
          error={error}
        />
      ) : (
        <Select
          label="List"
          placeholder="Choose a list"
          searchable
          required
          withAsterisk={false}
          allowDeselect={false}
          nothingFoundMessage="No matching list"
          data={lists.map(({ id, name }) => ({ value: id, label: name }))}
          renderOption={({ option }) => <bdi>{option.label}</bdi>}
          value={target.listId}
          onChange={(listId) => onChange({ ...target, listId })}
          error={error}
        />
      )}
    </Stack>
  )
}
