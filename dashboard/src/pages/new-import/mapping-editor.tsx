import { Anchor, Paper, Stack, Text, Title } from '@mantine/core'
import { memo, type ReactNode, useState } from 'react'
import { choose, type Draft, suggested } from './draft.ts'
import { type Field, groupsOf, labelOf } from './fields.ts'
import { MappingRow } from './mapping-row.tsx'
import type { Preview } from './operations.ts'

interface Props {
  preview: Preview
  draft: Draft
  /** What is wrong with the mapping, and at which field of the API. */
  fault: { field: string | null; message: string } | null
  onChange: (draft: Draft) => void
}

/** Which column fills which field: those with a suggestion first, the others on demand. */
export const MappingEditor = memo(function MappingEditor({ preview, draft, fault, onChange }: Props) {
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
            Each field takes one column of the file. A column that you choose a second time moves.
          </Text>
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

/** Fields that nothing was found for. They stay once they were shown. */
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
