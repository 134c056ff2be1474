import { Anchor, Paper, Stack, Text, Title } from '@mantine/core'
import { memo, type ReactNode, useState } from 'react'
import { dateTime } from '../../components/format.ts'
import { choose, type Draft, suggested } from './draft.ts'
import { type Field, groupsOf, labelOf } from './fields.ts'
import type { FormRefusal } from './form-refusal.ts'
import { MappingRow } from './mapping-row.tsx'
import type { Preview } from './operations.ts'

interface Props {
  preview: Preview
  draft: Draft
  /** The error in the mapping; `field` is a name of the API. */
  fault: FormRefusal | null
  onChange: (draft: Draft) => void
  onForget: () => void
}

/** Maps columns to fields; fields without a suggestion are collapsed. */
export const MappingEditor = memo(function MappingEditor({ preview, draft, fault, onChange, onForget }: Props) {
  const { dataType } = draft
  const choice = draft.choices[dataType]
  const suggestion = suggested(preview).choices[dataType]
  const uses = new Map([...choice].map(([id, column]) => [column, labelOf(id)]))
  const groups = groupsOf(dataType)
  const atFault = groups.flatMap(({ fields }) => fields).find(({ id }) => id.split('.')[1] === fault?.field)
  const row = ({ id, label }: Field) => (
    <MappingRow
      key={id}
      id={id}
      label={label}
      column={choice.get(id) ?? null}
      suggestion={suggestion.get(id) ?? null}
      preview={preview}
      uses={uses}
      error={atFault?.id === id ? (fault?.message ?? null) : null}
      onChange={(column) => onChange(choose(draft, id, column))}
    />
  )
  return (
    <Paper withBorder p="lg" component="section" aria-labelledby="mapping">
      <Stack gap="lg">
        <Stack gap={4}>
          <Title order={2} size="h4" id="mapping">
            Columns
          </Title>
          <Text size="sm" c="dimmed">
            Match each field to a column. Reusing a column moves it.
          </Text>
          {preview.savedMapping && (
            <Text size="sm">
              Mapped as in your last import of these columns, {dateTime(preview.savedMapping.usedAt)}.{' '}
              <Anchor component="button" type="button" inherit underline="always" onClick={onForget}>
                Forget this mapping
              </Anchor>
            </Text>
          )}
        </Stack>
        {groups.map(({ title, fields }) => {
          const first = fields.filter(({ id }) => suggestion.has(id))
          const others = fields.filter(({ id }) => !suggestion.has(id))
          const isNeeded = first.length === 0 || others.some(({ id }) => id === atFault?.id)
          return (
            <Stack key={`${dataType} ${title}`} gap="sm" role="group" aria-label={title}>
              <Title order={3} size="h5">
                {title}
              </Title>
              {first.map(row)}
              <More count={others.length} isNeeded={isNeeded}>
                {() => others.map(row)}
              </More>
            </Stack>
          )
        })}
      </Stack>
    </Paper>
  )
})

/** Fields without a suggestion; they stay visible once shown. */
function More({ count, isNeeded, children }: { count: number; isNeeded: boolean; children: () => ReactNode }) {
  const [isOpen, setOpen] = useState(isNeeded)
  if (isNeeded && !isOpen) setOpen(true)
  if (isOpen || count === 0) return children()
  return (
    <Anchor component="button" type="button" size="sm" fw={600} ta="left" onClick={() => setOpen(true)}>
      Show {count} more {count === 1 ? 'field' : 'fields'}
    </Anchor>
  )
}
