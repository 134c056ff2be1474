import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import { ConfirmButton } from '../../../components/confirm-button.tsx'
import { pluralize } from '../../../components/format.ts'
import type { Removed } from './lead-kind.ts'

interface Props {
  nouns: readonly [string, string]
  /** Deletes the rows, or counts them. */
  remove: (dryRun: boolean) => Promise<Removed>
  onStarted: (runId: string) => void
  onDone: () => void
}

/** Deletes the selected rows, after saying how many. */
export function DeleteLeads({ nouns, remove, onStarted, onDone }: Props) {
  const [count, setCount] = useState<number | null>(null)
  const [isBusy, setBusy] = useState(false)
  const attempt = async (dryRun: boolean) => {
    const removed = await remove(dryRun)
    if (!('message' in removed)) return removed
    notifications.show({ color: 'red', title: 'Nothing was deleted', message: removed.message })
    return null
  }
  const confirm = async () => {
    setBusy(true)
    const removed = await attempt(false)
    setBusy(false)
    if (!removed) return
    if (removed.runId === null) {
      notifications.show({ title: 'Deleted', message: `${pluralize(removed.count, ...nouns)} deleted.` })
    } else onStarted(removed.runId)
    onDone()
  }
  return (
    <ConfirmButton
      label="Delete"
      size="xs"
      disabled={isBusy}
      onOpen={() => {
        setCount(null)
        void attempt(true).then((counted) => setCount(counted?.count ?? null))
      }}
      question={
        count === null
          ? 'Counting…'
          : `Delete ${pluralize(count, ...nouns)}? They are removed permanently. Credits aren’t refunded.`
      }
      confirm="Delete permanently"
      onConfirm={() => void confirm()}
    />
  )
}
