import { notifications } from '@mantine/notifications'
import type { ReactNode } from 'react'
import type { BlockCompanyEntryInput } from '../../../gql/graphql.ts'
import { maxSelected } from '../table/selection.ts'
import { BlockCompanies } from './block-companies.tsx'
import { DeleteLeads } from './delete-leads.tsx'
import type { Removed, Target } from './lead-kind.ts'
import { SelectionBar } from './selection-bar.tsx'

/** What an action on the selected rows needs. */
export interface ActionProps<Filter> {
  target: Target<Filter>
  /** What is selected, such as “3 people”. */
  selected: string
  /** Called with the run that does it. */
  onStarted: (runId: string) => void
  onDone: () => void
}

interface Props extends Pick<ActionProps<unknown>, 'selected' | 'onStarted' | 'onDone'> {
  /** The number of selected rows. */
  count: number
  nouns: readonly [string, string]
  /** Deletes the rows, or counts them. */
  remove: (dryRun: boolean) => Promise<Removed>
  /** Reads the entries that block their companies; null if that failed. */
  readEntries: () => Promise<readonly BlockCompanyEntryInput[] | null>
  onClear: () => void
  /** Further actions. */
  children: ReactNode
}

/** The actions on the selected rows. */
export default function SelectedLeads(props: Props) {
  const { selected, count, nouns, remove, readEntries, onStarted, onDone, onClear, children } = props
  const read = async () => {
    const entries = await readEntries()
    if (entries) return entries
    notifications.show({
      color: 'red',
      title: 'Nothing was blocked',
      message: 'The rows could not be read. Try again.',
    })
    return null
  }
  return (
    <SelectionBar selected={selected} onClear={onClear}>
      {children}
      <BlockCompanies read={read} selected={selected} disabled={count > maxSelected} onDone={onDone} />
      <DeleteLeads nouns={nouns} remove={remove} onStarted={onStarted} onDone={onDone} />
    </SelectionBar>
  )
}
