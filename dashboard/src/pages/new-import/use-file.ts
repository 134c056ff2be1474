import { useCallback, useRef, useState } from 'react'
import { useAction } from '../../api/use-action.ts'
import type { PreviewImportInput } from '../../gql/graphql.ts'
import { useSession } from '../../session/session.tsx'
import { type Preview, PreviewFile } from './operations.ts'
import { sendFile } from './send-file.ts'

/** Where a file stands: `share` is how much of it was sent, null where nobody can say; `isBack`: there was one before. */
export type FileState =
  | { step: 'none'; refusal: string | null; isBack: boolean }
  | { step: 'reading'; name: string; share: number | null }
  | { step: 'read'; preview: Preview; isTurning: boolean; refusal: string | null }

const nothing = { step: 'none', refusal: null, isBack: false } as const
/** A file that is larger is sent by itself, which shows how far it is. */
const largeFile = 4_000_000

/** Has the server read one file after the other; the last one counts. */
export function useFile() {
  const { token } = useSession()
  const { attempt } = useAction(PreviewFile)
  const [state, setState] = useState<FileState>(nothing)
  const current = useRef(new AbortController())
  const begin = useCallback(() => {
    current.current.abort()
    current.current = new AbortController()
    return current.current.signal
  }, [])

  const take = async (file: File) => {
    const signal = begin()
    const show = (next: FileState) => signal.aborted || setState(next)
    const isLarge = file.size > largeFile
    show({ step: 'reading', name: file.name, share: isLarge ? 0 : null })
    let input: PreviewImportInput = { file }
    if (isLarge) {
      const onShare = (share: number) => show({ step: 'reading', name: file.name, share })
      const sent = await sendFile(file, { token: token?.value ?? '', signal, onShare })
      if ('refusal' in sent) return show({ step: 'none', isBack: true, ...sent })
      input = { uploadId: sent.uploadId }
    }
    const outcome = await attempt({ input })
    show(
      'refusal' in outcome
        ? { step: 'none', isBack: true, refusal: outcome.refusal.message }
        : { step: 'read', preview: outcome.payload, isTurning: false, refusal: null },
    )
  }
  const turnTo = async (preview: Preview, sheet: string) => {
    const signal = begin()
    setState({ step: 'read', preview, isTurning: true, refusal: null })
    const outcome = await attempt({ input: { uploadId: preview.uploadId, sheet } })
    if (signal.aborted) return
    const read =
      'refusal' in outcome ? { preview, refusal: outcome.refusal.message } : { preview: outcome.payload, refusal: null }
    setState({ step: 'read', isTurning: false, ...read })
  }
  const drop = useCallback(() => {
    begin()
    setState({ ...nothing, isBack: true })
  }, [begin])
  return { state, take, turnTo, drop }
}
