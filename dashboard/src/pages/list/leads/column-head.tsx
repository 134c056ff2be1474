import { ActionIcon, Popover, UnstyledButton } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconFilter, IconFilterFilled } from '@tabler/icons-react'
import { Suspense, useState } from 'react'
import { Loading } from '../../../components/loading.tsx'
import { lazyPage } from '../../../shell/lazy-page.ts'
import type { ViewState } from '../view/use-view.ts'
import classes from './column-head.module.css'
import type { LeadColumn } from './lead-column.ts'

const FilterForm = lazyPage(() => import('./filter-form.tsx'))

interface Props<Item, Filter, Order, Change> extends Pick<ViewState, 'view' | 'filterBy' | 'sortBy'> {
  column: LeadColumn<Item, Filter, Order, Change>
}

/** The head of a column: sorts by it, ascending, then descending, then no longer, and filters by it. */
export function ColumnHead<Item, Filter, Order, Change>(props: Props<Item, Filter, Order, Change>) {
  const { column, view, filterBy, sortBy } = props
  const { key, label, order, filters } = column
  const [isOpen, setOpen] = useState(false)
  const sort = view.sort?.column === key ? view.sort : null
  const active = view.filters.filter((filter) => filter.column === key)
  const next = sort === null ? { column: key, isDescending: false } : { column: key, isDescending: true }
  const Arrow = sort?.isDescending ? IconArrowDown : IconArrowUp
  const Funnel = active.length > 0 ? IconFilterFilled : IconFilter
  return (
    <div className={classes['head']}>
      {order === undefined ? (
        <bdi className={classes['label']}>{label}</bdi>
      ) : (
        <UnstyledButton className={classes['sort'] ?? ''} onClick={() => sortBy(sort?.isDescending ? null : next)}>
          <bdi className={classes['label']}>{label}</bdi>
          {sort && <Arrow size={14} aria-hidden />}
        </UnstyledButton>
      )}
      {filters && (
        <Popover opened={isOpen} onChange={setOpen} trapFocus returnFocus width={260} withArrow shadow="md">
          <Popover.Target>
            <ActionIcon
              variant="subtle"
              {...(active.length === 0 && { color: 'gray' })}
              size={24}
              aria-label={`Filter by ${label}`}
              onClick={() => setOpen((was) => !was)}
            >
              <Funnel size={14} aria-hidden />
            </ActionIcon>
          </Popover.Target>
          <Popover.Dropdown aria-label={`Filter by ${label}`}>
            {isOpen && (
              <Suspense fallback={<Loading rows={2} height={36} />}>
                <FilterForm
                  column={column}
                  filters={active}
                  onFilter={(chosen) => {
                    setOpen(false)
                    filterBy(key, chosen)
                  }}
                />
              </Suspense>
            )}
          </Popover.Dropdown>
        </Popover>
      )}
    </div>
  )
}
