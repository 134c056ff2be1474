import { Button, Checkbox, Group, NativeSelect, Stack, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { Condition, ViewFilter } from '../view/view.ts'
import { sourceLabels } from './source-labels.ts'

/** A column, with the conditions that it can be filtered by. */
export interface FilterableColumn {
  readonly key: string
  readonly label: string
  readonly filters?: Partial<Record<Condition, unknown>>
}

interface Props {
  column: FilterableColumn
  /** Those of the column. */
  filters: readonly ViewFilter[]
  onFilter: (filters: readonly ViewFilter[]) => void
}

/** Filters by a column, with the conditions that it knows. */
export default function FilterForm({ column: { key, label, filters: known = {} }, filters, onFilter }: Props) {
  const [values, setValues] = useState<Partial<Record<Condition, string>>>(() =>
    Object.fromEntries(filters.map(({ condition, value }) => [condition, value])),
  )
  const [comparison, setComparison] = useState<'contains' | 'is'>(values.is === undefined ? 'contains' : 'is')
  const set = (changes: Partial<Record<Condition, string>>) => setValues((before) => ({ ...before, ...changes }))
  const apply = (event: FormEvent) => {
    event.preventDefault()
    const conditions: readonly Condition[] = [comparison, 'has', 'in', 'from', 'before']
    onFilter(
      conditions.flatMap((condition) => {
        const value = values[condition]?.trim() ?? ''
        return value === '' ? [] : [{ column: key, condition, value }]
      }),
    )
  }
  const sources = values.in?.split(',') ?? []
  return (
    <Stack component="form" gap="sm" onSubmit={apply}>
      {'contains' in known && (
        <>
          <NativeSelect
            label={label}
            data={[
              { value: 'contains', label: 'contains' },
              { value: 'is', label: 'is' },
            ]}
            value={comparison}
            onChange={({ currentTarget }) => {
              const next = currentTarget.value === 'is' ? 'is' : 'contains'
              set({ [next]: values[comparison] ?? '', [comparison]: '' })
              setComparison(next)
            }}
          />
          <TextInput
            aria-label="Text"
            maxLength={1_000}
            value={values[comparison] ?? ''}
            onChange={({ currentTarget }) => set({ [comparison]: currentTarget.value })}
            data-autofocus
          />
        </>
      )}
      {'has' in known && (
        <NativeSelect
          label={'contains' in known ? 'Value' : label}
          data={[
            { value: '', label: 'with or without' },
            { value: 'yes', label: 'with a value' },
            { value: 'no', label: 'without a value' },
          ]}
          value={values.has ?? ''}
          onChange={({ currentTarget }) => set({ has: currentTarget.value })}
        />
      )}
      {'in' in known &&
        Object.entries(sourceLabels).map(([source, name]) => (
          <Checkbox
            key={source}
            label={name}
            checked={sources.includes(source)}
            onChange={({ currentTarget }) => {
              const others = sources.filter((other) => other !== source && other !== '')
              set({ in: (currentTarget.checked ? [...others, source] : others).join(',') })
            }}
          />
        ))}
      {'from' in known &&
        (['from', 'before'] as const).map((condition) => (
          <TextInput
            key={condition}
            type="date"
            label={condition === 'from' ? `${label} on or after` : `${label} before`}
            value={values[condition] ?? ''}
            onChange={({ currentTarget }) => set({ [condition]: currentTarget.value })}
          />
        ))}
      <Group gap="xs" justify="flex-end">
        <Button size="xs" variant="default" onClick={() => onFilter([])}>
          Clear
        </Button>
        <Button size="xs" type="submit">
          Apply
        </Button>
      </Group>
    </Stack>
  )
}
