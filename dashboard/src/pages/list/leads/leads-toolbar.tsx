import { Group } from '@mantine/core'
import { SearchField } from '../search-field.tsx'
import { useHeld } from '../table/use-cursor-pages.ts'
import { ColumnMenu } from './column-menu.tsx'
import { FilterMenu } from './filter-menu.tsx'
import type { Lead, LeadFilter, LeadKind } from './lead-kind.ts'
import type { useLeads } from './use-leads.ts'

interface Props<Item extends Lead, Filter extends LeadFilter, Order, Change> {
  kind: LeadKind<Item, Filter, Order, Change>
  listId: string
  leads: ReturnType<typeof useLeads<Item, Filter, Order, Change>>
}

/** Searches, filters and sorts the rows of a table, and chooses its columns. */
export function LeadsToolbar<Item extends Lead, Filter extends LeadFilter, Order, Change>(
  props: Props<Item, Filter, Order, Change>,
) {
  const { kind, listId, leads } = props
  const { view, change, columns, choose, pages } = leads
  const isBusy = useHeld(pages, ({ isStale, error }) => isStale && !error)
  const all = [...kind.columns, ...columns.filter((column) => !kind.columns.includes(column))]
  return (
    <Group gap="xs">
      <SearchField
        label={kind.searchLabel}
        initial={view.search}
        isBusy={isBusy}
        onSearch={(search) => change({ search })}
      />
      <FilterMenu columns={all} view={view} filterBy={leads.filterBy} sortBy={leads.sortBy} />
      <ColumnMenu
        listId={listId}
        ofPeople={kind.of === 'PEOPLE'}
        columns={kind.columns}
        shown={columns.map(({ key }) => key)}
        onChoose={choose}
      />
    </Group>
  )
}
