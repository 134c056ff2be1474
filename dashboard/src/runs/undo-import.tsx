import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import { useAction } from '../api/use-action.ts'
import { ConfirmButton } from '../components/confirm-button.tsx'
import { pluralize } from '../components/format.ts'
import { graphql } from '../gql/gql.ts'
import type { UndoImportMutation } from '../gql/graphql.ts'
import type { Run } from './run.ts'

const UndoImportDocument = graphql(`
  mutation UndoImport($runId: ID!, $dryRun: Boolean!) {
    undoImport(input: { runId: $runId, dryRun: $dryRun }) {
      ... on UndoImportPayload {
        removed
        companiesRemoved
        refunded
        kept(first: 0) { totalCount }
        run { ...Run }
      }
      ... on Error { code message }
    }
  }
`)

type Undone = Extract<UndoImportMutation['undoImport'], { removed: number }>

/** Takes an import back, after saying what that removes. */
export function UndoImport({ run: { id } }: { run: Pick<Run, 'id'> }) {
  const { act, isBusy } = useAction(UndoImportDocument)
  const [preview, setPreview] = useState<Undone | null>(null)
  const call = async (dryRun: boolean): Promise<Undone | null> => {
    const payload = await act({ runId: id, dryRun })
    return payload && 'removed' in payload ? payload : null
  }
  const undo = async () => {
    const undone = await call(false)
    if (undone) notifications.show({ title: 'Import undone', message: removedBy(undone) })
  }
  return (
    <ConfirmButton
      label="Undo"
      size="xs"
      disabled={isBusy && preview === null}
      onOpen={() => void call(true).then(setPreview)}
      question={preview === null ? 'Checking what would be removed…' : questionOf(preview)}
      confirm="Undo import"
      onConfirm={() => void undo()}
    />
  )
}

function removedBy({ removed, companiesRemoved, refunded }: Undone): string {
  const companies = companiesRemoved === 0 ? '' : ` and ${pluralize(companiesRemoved, 'company', 'companies')}`
  return `${pluralize(removed, 'lead')}${companies} removed, ${pluralize(refunded, 'credit')} refunded.`
}

function questionOf(preview: Undone): string {
  const { totalCount } = preview.kept
  const kept =
    totalCount === 0 ? '' : ` ${pluralize(totalCount, 'lead')} stay, because they were changed or are in use.`
  return `Undo this import? ${removedBy(preview)}${kept}`
}
