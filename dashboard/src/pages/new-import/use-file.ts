import { useCallback, useEffect, useEffectEvent, useRef, useState } from 'react'
import { useSearchParams } from 'react-router'
import { waitBeforeRetry } from '../../api/socket.ts'
import { upload } from '../../api/upload.ts'
import { useAction } from '../../api/use-action.ts'
import type { PreviewImportInput } from '../../gql/graphql.ts'
import { ForgetMapping, type Preview, PreviewFile } from './operations.ts'

/** The state of a file: `share` is the uploaded part from 0 to 1, null if unknown; `hadFile` tells whether one was shown before; `file` can be sent again. */
export type FileState =
  | { step: 'none'; refusal: string | null; hadFile: boolean; file?: File }
  | { step: 'reading'; name: string; share: number | null }
  | { step: 'read'; preview: Preview; isSheetLoading: boolean; refusal: string | null }

const empty = { step: 'none', refusal: null, hadFile: false } as const
/** Larger files are uploaded separately, to show their progress; in bytes. */
const largeFileSize = 4_000_000

/** Sends files to the server for a preview; a new file aborts the previous one. The address of the page names the upload. */
export function useFile() {
  const { attempt } = useAction(PreviewFile)
  const { act: forgetMapping } = useAction(ForgetMapping)
  const [params, setParams] = useSearchParams()
  const uploadId = params.get('upload')
  const [state, setState] = useState<FileState>(() =>
    uploadId === null ? empty : { step: 'reading', name: 'Your file', share: null },
  )
  const current = useRef(new AbortController())
  const begin = useCallback(() => {
    current.current.abort()
    current.current = new AbortController()
    return current.current.signal
  }, [])

  const reopen = useEffectEvent(async () => {
    if (uploadId === null) return
    const signal = begin()
    for (let attempts = 0; ; attempts++) {
      const outcome = await attempt({ input: { uploadId } })
      if (signal.aborted) return
      if ('payload' in outcome) {
        return setState({ step: 'read', preview: outcome.payload, isSheetLoading: false, refusal: null })
      }
      if (outcome.refusal.code !== 'FAILED') {
        setParams({}, { replace: true })
        return setState({ step: 'none', hadFile: true, refusal: outcome.refusal.message })
      }
      await waitBeforeRetry(attempts)
    }
  })
  useEffect(() => {
    void reopen()
    return () => current.current.abort()
  }, [])

  const read = async (file: File) => {
    const signal = begin()
    const show = (next: FileState) => signal.aborted || setState(next)
    const isLarge = file.size > largeFileSize
    // The choices for another file make no sense for this one.
    setParams({}, { replace: true })
    show({ step: 'reading', name: file.name, share: isLarge ? 0 : null })
    let input: PreviewImportInput = { file }
    if (isLarge) {
      const onShare = (share: number) => show({ step: 'reading', name: file.name, share })
      const sent = await upload(file, { signal, onShare })
      if ('refusal' in sent) return show({ step: 'none', hadFile: true, file, ...sent })
      input = { uploadId: sent.uploadId }
    }
    const outcome = await attempt({ input })
    show(
      'refusal' in outcome
        ? { step: 'none', hadFile: true, file, refusal: outcome.refusal.message }
        : { step: 'read', preview: outcome.payload, isSheetLoading: false, refusal: null },
    )
  }
  const selectSheet = async (preview: Preview, sheet: string) => {
    const signal = begin()
    setState({ step: 'read', preview, isSheetLoading: true, refusal: null })
    const outcome = await attempt({ input: { uploadId: preview.uploadId, sheet } })
    if (signal.aborted) return
    if ('payload' in outcome) setParams({ upload: outcome.payload.uploadId }, { replace: true })
    const result =
      'refusal' in outcome ? { preview, refusal: outcome.refusal.message } : { preview: outcome.payload, refusal: null }
    setState({ step: 'read', isSheetLoading: false, ...result })
  }
  const forget = async ({ uploadId }: Preview) => {
    const signal = begin()
    if (!(await forgetMapping({ uploadId }))) return
    const outcome = await attempt({ input: { uploadId } })
    if (signal.aborted || !('payload' in outcome)) return
    setParams({ upload: uploadId }, { replace: true })
    setState({ step: 'read', preview: outcome.payload, isSheetLoading: false, refusal: null })
  }
  const reset = useCallback(() => {
    begin()
    setParams({}, { replace: true })
    setState({ ...empty, hadFile: true })
  }, [begin, setParams])
  return { state, read, selectSheet, forget, reset }
}
