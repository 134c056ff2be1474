import { Anchor, Checkbox, Collapse, Select, Stack, Switch } from '@mantine/core'
import { useDisclosure, useId } from '@mantine/hooks'
import { type Matching, matchByLabels, matchedBy, onMatchLabels } from './matching.ts'
import type { Preview } from './operations.ts'

interface Props {
  dataType: Preview['dataType']
  isNewList: boolean
  matching: Matching
  onChange: (matching: Matching) => void
}

/** What happens to leads that are already in the list, and how they are found. */
export function MatchSettings({ dataType, isNewList, matching, onChange }: Props) {
  const { onMatch, isUpdateOnly } = matching
  const tiers = matchByLabels[dataType]
  const chosen = matchedBy(matching, dataType)
  const [isOpen, { toggle }] = useDisclosure(chosen.length < tiers.length)
  const id = useId()
  return (
    <Stack gap="sm">
      <Select
        label={isNewList ? 'If a lead is in the file twice' : 'If a lead is already in the list'}
        data={onMatchLabels}
        value={onMatch}
        onChange={(value) => {
          const next = onMatchLabels.find((option) => option.value === value)
          if (next) onChange({ ...matching, onMatch: next.value })
        }}
        allowDeselect={false}
      />
      {!isNewList && (
        <Switch
          label="Add no new leads"
          description="Only leads that are in the list are updated, without credits."
          checked={isUpdateOnly && onMatch !== 'CREATE_ONLY'}
          disabled={onMatch === 'CREATE_ONLY'}
          onChange={(event) => onChange({ ...matching, isUpdateOnly: event.currentTarget.checked })}
        />
      )}
      <div>
        <Anchor
          component="button"
          type="button"
          size="sm"
          fw={600}
          mih={24}
          onClick={toggle}
          aria-expanded={isOpen}
          aria-controls={id}
        >
          {isOpen ? 'Hide matching' : 'Change matching'}
        </Anchor>
        <Collapse expanded={isOpen} id={id}>
          <Checkbox.Group
            label="Leads are the same if they have the same"
            pt="xs"
            value={chosen}
            onChange={(values) =>
              onChange({
                ...matching,
                ignored: tiers.map(({ value }) => value).filter((value) => !values.includes(value)),
              })
            }
          >
            <Stack gap="xs" pt="xs">
              {tiers.map(({ value, label }) => (
                <Checkbox
                  key={value}
                  value={value}
                  label={label}
                  // At least one is needed.
                  disabled={chosen.length === 1 && chosen[0] === value}
                />
              ))}
            </Stack>
          </Checkbox.Group>
        </Collapse>
      </div>
    </Stack>
  )
}
