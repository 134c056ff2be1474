import { Group, Stack } from '@mantine/core'
import { type ReactNode, Suspense, useCallback } from 'react'
import { useClient } from 'urql'
import { EmptyState } from '../../../components/empty-state.tsx'
import { pluralize } from '../../../components/format.ts'
import { lazyPage } from '../../../shell/lazy-page.ts'
import type { Column } from '../table/column.ts'
import { indexOf, itemAt } from '../table/cursor-pages.ts'
import { RowsTable } from '../table/rows-table.tsx'
import { useSelection } from '../table/selection.ts'
import { useHeld } from '../table/use-cursor-pages.ts'
import { CellEditor } from './cell-editor.tsx'
import { ColumnHead } from './column-head.tsx'
import { ExportLeads } from './export-leads.tsx'
import { FilterChips } from './filter-chips.tsx'
import { columnOf, type Lead, type LeadFilter, type LeadKind } from './lead-kind.ts'
import { LeadsToolbar } from './leads-toolbar.tsx'
import { saveCell } from './save-cell.ts'
import type { ActionProps } from './selected-leads.tsx'
import { SelectionBar } from './selection-bar.tsx'
import { StartedRunCard, useStartedRuns } from './started-runs.tsx'
import { useLeads } from './use-leads.ts'

const SelectedLeads = lazyPage(() => import('./selected-leads.tsx'))

/** What the panel of a row needs. */
export interface PanelProps {
  id: string
  onClose: () => void
  /** Shows the row before in the table; undefined if there is none, or it is not loaded. */
  onPrevious: (() => void) | undefined
  /** Shows the next row in the table. */
  onNext: (() => void) | undefined
}

interface Props<Item extends Lead, Filter extends LeadFilter, Order, Change> {
  kind: LeadKind<Item, Filter, Order, Change>
  listId: string
  /** A change reads the visible rows again. */
  revision: string
  /** The height of everything above the table, in pixels. */
  above: number
  /** Reads the counts of the list again. */
  refresh: () => void
  /** Shown if the list has no rows. */
  empty: ReactNode
  panel: (props: PanelProps) => ReactNode
  /** Further actions on the selected rows. */
  actions?: (props: ActionProps<Filter>) => ReactNode
  /** The button that adds a row. */
  add: (onAdded: () => void) => ReactNode
}

/** The people or the companies of a list as a table: to search, filter, sort, select, change in place and export. */
export function LeadsTab<Item extends Lead, Filter extends LeadFilter, Order, Change>(
  props: Props<Item, Filter, Order, Change>,
) {
  const { kind, listId, revision, above, refresh, empty, panel, actions, add } = props
  const client = useClient()
  const leads = useLeads(kind, listId, revision)
  const { view, change, columns, filter, orderBy, pages } = leads
  const filterKey = JSON.stringify(filter)
  const selection = useSelection(pages, filterKey)
  const runs = useStartedRuns()
  const reload = useCallback(() => {
    pages.refetch()
    refresh()
  }, [pages, refresh])
  const onEnd = useCallback(
    (runId: string) => {
      runs.remove(runId)
      reload()
    },
    [runs.remove, reload],
  )
  const total = useHeld(pages, (held) => held.total) ?? 0
  const open = useHeld(pages, (held) => (view.row === null ? null : indexOf(held, ({ id }) => id === view.row)))
  const show = (id: string | null) => change({ row: id })
  const useNeighbour = (step: 1 | -1) => {
    const id = useHeld(pages, (held) => (open === null ? undefined : itemAt(held, open + step)?.item.id))
    return id === undefined ? undefined : () => show(id)
  }
  const onPrevious = useNeighbour(-1)
  const onNext = useNeighbour(1)
  const leadColumn = (column: Column<Item>) => columnOf(kind, column.key)
  const isFiltered = filter !== null
  const target = selection.ids ? { ids: selection.ids } : { filter: filter ?? kind.everything }
  const isSelection = selection.count(total) > 0
  const chosen = selection.ids && isSelection ? { ...kind.everything, ids: [...selection.ids] } : filter
  const selected = `${selection.ids ? '' : 'all '}${pluralize(selection.count(total), ...kind.nouns)}`
  const finish = () => {
    selection.clear()
    reload()
  }
  const exporting = (
    <ExportLeads
      size={isSelection ? 'xs' : 'sm'}
      exported={{ listId, ...kind.exported({ filter: chosen, orderBy }) }}
      fields={columns.flatMap(({ fields }) => fields)}
      title={
        isSelection
          ? `${selected} selected`
          : isFiltered
            ? `The ${pluralize(total, ...kind.nouns)} that match`
            : pluralize(total, ...kind.nouns)
      }
    />
  )
  const table = (
    <RowsTable
      label={kind.label}
      columns={columns}
      pages={pages}
      view={JSON.stringify([filter, orderBy])}
      above={above + (view.filters.length > 0 || view.runId !== null ? 44 : 0)}
      open={open}
      onOpen={(_index, { item }) => show(item.id)}
      selecting={selection.selecting}
      count={(count) => pluralize(count, ...kind.nouns)}
      toolbar={
        isSelection ? (
          <Suspense fallback={<SelectionBar selected={selected} onClear={selection.clear} />}>
            <SelectedLeads
              selected={selected}
              count={selection.count(total)}
              nouns={kind.nouns}
              remove={(dryRun) => kind.remove(client, listId, target, dryRun)}
              readEntries={async () => {
                const ids = selection.ids ?? (await pages.readRange(0, total - 1))?.map(({ id }) => id)
                return ids?.map((id) => kind.entryOf(id)) ?? null
              }}
              onStarted={runs.add}
              onDone={finish}
              onClear={selection.clear}
            >
              {exporting}
              {actions?.({ target, selected, onStarted: runs.add, onDone: finish })}
            </SelectedLeads>
          </Suspense>
        ) : (
          <LeadsToolbar kind={kind} listId={listId} leads={leads} />
        )
      }
      aside={
        !isSelection && (
          <Group gap="xs">
            {add(reload)}
            {exporting}
          </Group>
        )
      }
      chips={<FilterChips view={view} change={change} labelOf={(key) => columnOf(kind, key)?.label} />}
      panel={
        view.row !== null && (
          <Suspense>{panel({ id: view.row, onClose: () => show(null), onPrevious, onNext })}</Suspense>
        )
      }
      empty={
        isFiltered ? (
          <EmptyState title="No matches">
            {view.search === '' ? (
              `No ${kind.nouns[0]} of the list matches the filters.`
            ) : (
              <>
                No {kind.nouns[0]} matches “<bdi>{view.search}</bdi>”{view.filters.length > 0 && ' and the filters'}.
              </>
            )}
          </EmptyState>
        ) : (
          empty
        )
      }
      head={(column) => {
        const lead = leadColumn(column)
        return lead && <ColumnHead column={lead} view={view} filterBy={leads.filterBy} sortBy={leads.sortBy} />
      }}
      sortOf={(column) => {
        if (leadColumn(column)?.order === undefined) return null
        if (view.sort?.column !== column.key) return 'none'
        return view.sort.isDescending ? 'descending' : 'ascending'
      }}
      editor={(column, item, onDone) => {
        const lead = leadColumn(column)
        if (!lead?.textOf) return null
        return (
          <CellEditor
            label={`${column.label} of ${kind.nameOf(item)}`}
            item={item}
            textOf={lead.textOf}
            save={(on, text) => saveCell(kind, client, lead, on, text)}
            onSaved={(saved) => pages.replace((other) => (other.id === saved.id ? saved : other))}
            onShow={show}
            onDone={onDone}
          />
        )
      }}
    />
  )
  return (
    <Stack gap="md">
      {runs.runIds.map((runId) => (
        <StartedRunCard key={runId} runId={runId} listId={listId} onEnd={onEnd} />
      ))}
      {table}
    </Stack>
  )
}
