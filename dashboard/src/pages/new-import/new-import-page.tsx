import { Alert, Stack } from '@mantine/core'
import { useQuery } from 'urql'
import { ErrorNote } from '../../components/error-note.tsx'
import { Loading } from '../../components/loading.tsx'
import { Page } from '../../components/page.tsx'
import { DropTarget } from './drop-target.tsx'
import { FileForm } from './file-form.tsx'
import { FileReading } from './file-reading.tsx'
import { ImportTargets, type Targets } from './operations.ts'
import { Sources } from './sources.tsx'
import { useFile } from './use-file.ts'

/** Takes a file or a search, shows what would become of it, and starts its import. */
export default function NewImportPage() {
  const [{ data, error }, readAgain] = useQuery({ query: ImportTargets, requestPolicy: 'cache-and-network' })
  return (
    <Page title="New import">
      {data ? (
        <NewImport targets={data} />
      ) : error ? (
        <ErrorNote error={error} onRetry={() => readAgain({ requestPolicy: 'network-only' })} />
      ) : (
        <Loading rows={2} height={240} />
      )}
    </Page>
  )
}

function NewImport({ targets }: { targets: Targets }) {
  const { state, take, turnTo, drop } = useFile()
  const onFile = (file: File) => void take(file)
  return (
    <Stack gap="lg">
      <DropTarget onFile={onFile} />
      {state.step === 'none' && state.refusal !== null && (
        <Alert color="red" variant="outline" role="alert" title="The file could not be read">
          {state.refusal}
        </Alert>
      )}
      {state.step === 'none' && <Sources targets={targets} isBack={state.isBack} onFile={onFile} />}
      {state.step === 'reading' && <FileReading name={state.name} share={state.share} onCancel={drop} />}
      {state.step === 'read' && (
        <FileForm
          key={state.preview.uploadId}
          preview={state.preview}
          targets={targets}
          sheets={{
            isTurning: state.isTurning,
            refusal: state.refusal,
            onTurn: (sheet) => void turnTo(state.preview, sheet),
          }}
          onDrop={drop}
        />
      )}
    </Stack>
  )
}
