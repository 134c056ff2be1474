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

/** Imports a file, after a preview, or a search. */
export default function NewImportPage() {
  const [{ data, error }, refetch] = useQuery({ query: ImportTargets, requestPolicy: 'cache-and-network' })
  return (
    <Page title="New import">
      {data ? (
        <NewImport targets={data} />
      ) : error ? (
        <ErrorNote error={error} onRetry={() => refetch({ requestPolicy: 'network-only' })} />
      ) : (
        <Loading rows={2} height={240} />
      )}
    </Page>
  )
}

function NewImport({ targets }: { targets: Targets }) {
  const { state, read, selectSheet, reset } = useFile()
  const onFile = (file: File) => void read(file)
  return (
    <Stack gap="lg">
      <DropTarget onFile={onFile} />
      {state.step === 'none' && state.refusal !== null && (
        <Alert color="red" variant="outline" role="alert" title="Couldn’t read the file">
          {state.refusal}
        </Alert>
      )}
      {state.step === 'none' && <Sources targets={targets} hadFile={state.hadFile} onFile={onFile} />}
      {state.step === 'reading' && <FileReading name={state.name} share={state.share} onCancel={reset} />}
      {state.step === 'read' && (
        <FileForm
          key={state.preview.uploadId}
          preview={state.preview}
          targets={targets}
          sheets={{
            isSheetLoading: state.isSheetLoading,
            refusal: state.refusal,
            onSheet: (sheet) => void selectSheet(state.preview, sheet),
          }}
          onReset={reset}
        />
      )}
    </Stack>
  )
}
