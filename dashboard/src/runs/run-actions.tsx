import { Button, Group } from '@mantine/core'
import { useAction } from '../api/use-action.ts'
import { ConfirmButton } from '../components/confirm-button.tsx'
import { graphql } from '../gql/gql.ts'
import type { Run } from './run.ts'

const CancelImport = graphql(`
  mutation CancelImport($runId: ID!) {
    cancelImport(input: { runId: $runId }) {
      ... on CancelImportPayload { run { ...Run } }
      ... on Error { code message }
    }
  }
`)

const ResumeImport = graphql(`
  mutation ResumeImport($runId: ID!) {
    resumeImport(input: { runId: $runId }) {
      ... on ResumeImportPayload { run { ...Run } }
      ... on Error { code message }
    }
  }
`)

/** What can be done about a run that is under way. */
export function RunActions({ id, status }: Pick<Run, 'id' | 'status'>) {
  const cancel = useAction(CancelImport)
  const resume = useAction(ResumeImport)
  return (
    <Group gap="xs" wrap="nowrap">
      {status === 'PAUSED' && (
        <Button size="xs" disabled={resume.isBusy} onClick={() => void resume.act({ runId: id })}>
          Resume
        </Button>
      )}
      <ConfirmButton
        label="Cancel"
        size="xs"
        disabled={cancel.isBusy}
        question="The import ends now. What has landed stays, and stays paid; credits that are left come back."
        confirm="Cancel the import"
        onConfirm={() => void cancel.act({ runId: id })}
      />
    </Group>
  )
}
