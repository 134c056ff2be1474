import { useState } from 'react'
import { useNavigate } from 'react-router'
import { useAction } from '../../api/use-action.ts'
import { useIdempotencyKey } from '../../components/use-idempotency-key.ts'
import type { SimulateImportInput } from '../../gql/graphql.ts'
import { type FormRefusal, toFormRefusal } from './form-refusal.ts'
import { ImportIntoNewList, ImportIntoOwnList } from './operations.ts'
import type { Target } from './target-fields.tsx'

interface Options {
  uploadId: string
  reading: Omit<SimulateImportInput, 'listId'>
  target: Target
}

/** Starts an import and opens the imports page; `refusal` is why it was refused, until the input changes. */
export function useStart({ uploadId, reading, target }: Options) {
  const intoNew = useAction(ImportIntoNewList)
  const intoOwn = useAction(ImportIntoOwnList)
  const keyOf = useIdempotencyKey()
  const navigate = useNavigate()
  const [refused, setRefused] = useState<(FormRefusal & { input: string }) | null>(null)
  const input = { uploadId, ...reading }
  const serialized = JSON.stringify([input, target])

  const run = async () => {
    setRefused(null)
    const { isNew, name, listId } = target
    if (!isNew && listId === null) {
      return setRefused({
        code: 'INVALID_INPUT',
        message: 'Choose a list.',
        field: 'listId',
        input: serialized,
      })
    }
    const into = isNew || listId === null ? { ...input, name } : { ...input, listId }
    const idempotencyKey = keyOf(into)
    const outcome =
      'name' in into
        ? await intoNew.attempt({ input: { ...into, idempotencyKey } })
        : await intoOwn.attempt({ input: { ...into, idempotencyKey } })
    if ('payload' in outcome) return navigate('/imports', { replace: true })
    setRefused({ ...toFormRefusal(outcome.refusal, reading.dataType), input: serialized })
  }
  return { run, isBusy: intoNew.isBusy || intoOwn.isBusy, refusal: refused?.input === serialized ? refused : null }
}
