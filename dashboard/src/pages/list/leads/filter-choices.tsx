import { NativeSelect, Stack } from '@mantine/core'
import { useState } from 'react'
import FilterForm from './filter-form.tsx'
import type { FilterMenuProps } from './filter-menu.tsx'

/** The content of the menu that filters and sorts. */
export default function FilterChoices(props: FilterMenuProps & { onDone: () => void }) {
  const { columns, view, filterBy, sortBy, onDone } = props
  const [key, setKey] = useState('')
  const choices = columns.filter(({ filters }) => filters)
  const column = choices.find((choice) => choice.key === key) ?? choices[0]
  const { sort } = view
  const orders = columns
    .filter(({ order }) => order !== undefined)
    .flatMap(({ key: by, label }) => [
      { value: by, label: `${label}, ascending` },
      { value: `-${by}`, label: `${label}, descending` },
    ])
  return (
    <Stack gap="sm">
      <NativeSelect
        label="Sort by"
        data={[{ value: '', label: 'Order of import' }, ...orders]}
        value={sort ? `${sort.isDescending ? '-' : ''}${sort.column}` : ''}
        onChange={({ currentTarget: { value } }) =>
          sortBy(value === '' ? null : { column: value.replace(/^-/, ''), isDescending: value.startsWith('-') })
        }
      />
      <NativeSelect
        label="Filter by"
        data={choices.map((choice) => ({ value: choice.key, label: choice.label }))}
        value={column?.key ?? ''}
        onChange={({ currentTarget }) => setKey(currentTarget.value)}
      />
      {column && (
        <FilterForm
          key={column.key}
          column={column}
          filters={view.filters.filter((filter) => filter.column === column.key)}
          onFilter={(chosen) => {
            filterBy(column.key, chosen)
            onDone()
          }}
        />
      )}
    </Stack>
  )
}
