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

/** The actions on an active run. */
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
        question="Stop this import? Rows already imported stay and aren’t refunded. Unused credits are returned."
        confirm="Cancel import"
        onConfirm={() => void cancel.act({ runId: id })}
      />
    </Group>
  )
}
