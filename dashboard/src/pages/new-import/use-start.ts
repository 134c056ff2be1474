import { useState } from 'react'
import { useNavigate } from 'react-router'
import { useAction } from '../../api/use-action.ts'
import type { SimulateImportInput } from '../../gql/graphql.ts'
import { ImportIntoNewList, ImportIntoOwnList } from './operations.ts'
import { fieldOf } from './refusal.ts'
import type { Target } from './target-fields.tsx'
import { useKey } from './use-key.ts'

interface Wanted {
  uploadId: string
  reading: Omit<SimulateImportInput, 'listId'>
  target: Target
}

/** Starts an import, and the page of the imports follows; `refusal` is why it did not start, until something is changed. */
export function useStart({ uploadId, reading, target }: Wanted) {
  const intoNew = useAction(ImportIntoNewList)
  const intoOwn = useAction(ImportIntoOwnList)
  const keyOf = useKey()
  const navigate = useNavigate()
  const [refused, setRefused] = useState<{ code: string; message: string; field: string | null; asked: string } | null>(
    null,
  )
  const input = { uploadId, ...reading }
  const asked = JSON.stringify([input, target])

  const run = async () => {
    setRefused(null)
    const { isNew, name, listId } = target
    if (!isNew && listId === null) {
      return setRefused({
        code: 'INVALID_INPUT',
        message: 'Choose the list that the rows go into.',
        field: 'listId',
        asked,
      })
    }
    const into = isNew || listId === null ? { ...input, name } : { ...input, listId }
    const idempotencyKey = keyOf(into)
    const outcome =
      'name' in into
        ? await intoNew.attempt({ input: { ...into, idempotencyKey } })
        : await intoOwn.attempt({ input: { ...into, idempotencyKey } })
    if ('payload' in outcome) return navigate('/imports')
    setRefused({ ...outcome.refusal, field: fieldOf(outcome.refusal), asked })
  }
  return { run, isBusy: intoNew.isBusy || intoOwn.isBusy, refusal: refused?.asked === asked ? refused : null }
}
