import { Input, SegmentedControl, Select, Stack, TextInput } from '@mantine/core'
import type { Targets } from './operations.ts'

/** Where leads go: a new list by this name, or one that is there. */
export interface Target {
  readonly isNew: boolean
  readonly name: string
  readonly listId: string | null
}

interface Props {
  target: Target
  lists: Targets['lists']['nodes']
  error: string | null
  /** What the list is called where nobody gives it a name; absent: it needs one. */
  fallback?: string
  onChange: (target: Target) => void
}

/** Chooses between a new list and one of the user's. */
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
              { value: 'new', label: 'A new list' },
              { value: 'own', label: 'A list of mine' },
            ]}
          />
        </Input.Wrapper>
      )}
      {target.isNew ? (
        <TextInput
          label="Name of the list"
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
          nothingFoundMessage="No such list"
          data={lists.map(({ id, name }) => ({ value: id, label: name }))}
          value={target.listId}
          onChange={(listId) => onChange({ ...target, listId })}
          error={error}
        />
      )}
    </Stack>
  )
}
