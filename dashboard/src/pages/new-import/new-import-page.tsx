import { Alert, Button, Group, Stack } from '@mantine/core'
import { useWindowEvent } from '@mantine/hooks'
import { Suspense } from 'react'
import { useQuery } from 'urql'
import { ErrorNote } from '../../components/error-note.tsx'
import { Loading } from '../../components/loading.tsx'
import { Page } from '../../components/page.tsx'
import { lazyPage } from '../../shell/lazy-page.ts'
import { DropTarget } from './drop-target.tsx'
import { FileReading } from './file-reading.tsx'
import { LeaveImportWarning } from './leave-import-warning.tsx'
import { ImportTargets, type Targets } from './operations.ts'
import { Sources } from './sources.tsx'
import { useFile } from './use-file.ts'

// Needed only once there is a file.
const FileForm = lazyPage(() => import('./file-form.tsx'))

/** Imports a file, after a preview, or a search. */
export default function NewImportPage() {
  const [{ data, error }, refetch] = useQuery({ query: ImportTargets, requestPolicy: 'cache-and-network' })
  // No event reports that an administrator has granted credits.
  useWindowEvent('focus', () => {
    if (data?.viewer.credits.available === 0) refetch({ requestPolicy: 'network-only' })
  })
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
  const { state, read, selectSheet, forget, reset } = useFile()
  const onFile = (file: File) => void read(file)
  return (
    <Stack gap="lg">
      <DropTarget onFile={onFile} />
      {state.step === 'none' && state.refusal !== null && (
        <Alert color="red" variant="outline" role="alert" title="Couldn’t read the file">
          <Group justify="space-between">
            <bdi>{state.refusal}</bdi>
            {state.file && <TryAgain file={state.file} onFile={onFile} />}
          </Group>
        </Alert>
      )}
      {state.step === 'none' && <Sources targets={targets} hadFile={state.hadFile} onFile={onFile} />}
      {state.step === 'reading' && <LeaveImportWarning />}
      {state.step === 'reading' && <FileReading name={state.name} share={state.share} onCancel={reset} />}
      {state.step === 'read' && (
        <Suspense fallback={<Loading rows={2} height={240} />}>
          <FileForm
            key={`${state.preview.uploadId} ${state.preview.savedMapping?.usedAt}`}
            preview={state.preview}
            targets={targets}
            sheets={{
              isSheetLoading: state.isSheetLoading,
              refusal: state.refusal,
              onSheet: (sheet) => void selectSheet(state.preview, sheet),
            }}
            onReset={reset}
            onForget={() => void forget(state.preview)}
          />
        </Suspense>
      )}
    </Stack>
  )
}

function TryAgain({ file, onFile }: { file: File; onFile: (file: File) => void }) {
  return (
    <Button size="xs" variant="default" onClick={() => onFile(file)}>
      Try again
    </Button>
  )
}
