import { Button, Popover } from '@mantine/core'
import { IconFilter } from '@tabler/icons-react'
import { Suspense, useState } from 'react'
import { Loading } from '../../../components/loading.tsx'
import { lazyPage } from '../../../shell/lazy-page.ts'
import type { ViewState } from '../view/use-view.ts'
import type { FilterableColumn } from './filter-form.tsx'

const FilterChoices = lazyPage(() => import('./filter-choices.tsx'))

/** What filters and sorts. */
export interface FilterMenuProps extends Pick<ViewState, 'view' | 'filterBy' | 'sortBy'> {
  columns: readonly (FilterableColumn & { readonly order?: unknown })[]
}

/** Filters and sorts by any column, also on a phone. */
export function FilterMenu(props: FilterMenuProps) {
  const [isOpen, setOpen] = useState(false)
  return (
    <Popover opened={isOpen} onChange={setOpen} trapFocus returnFocus width={280} withArrow shadow="md">
      <Popover.Target>
        <Button
          variant="default"
          leftSection={<IconFilter size={16} aria-hidden />}
          onClick={() => setOpen((was) => !was)}
        >
          Filter
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Filter and sort">
        {isOpen && (
          <Suspense fallback={<Loading rows={3} height={36} />}>
            <FilterChoices {...props} onDone={() => setOpen(false)} />
          </Suspense>
        )}
      </Popover.Dropdown>
    </Popover>
  )
}
