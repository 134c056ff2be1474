import { notifications } from '@mantine/notifications'
import { useAction } from '../../../api/use-action.ts'
import { ConfirmButton } from '../../../components/confirm-button.tsx'
import { pluralize } from '../../../components/format.ts'
import { graphql } from '../../../gql/gql.ts'
import type { BlockCompanyEntryInput } from '../../../gql/graphql.ts'

const BlockSelected = graphql(`
  mutation BlockSelected($input: BlockCompaniesInput!) {
    blockCompanies(input: $input) {
      ... on BlockCompaniesPayload { outcomes { created error blockedCompany { id } } }
      ... on Error { code message }
    }
  }
`)

interface Props {
  /** Reads the entries of the selected rows; null if that failed. */
  read: () => Promise<readonly BlockCompanyEntryInput[] | null>
  /** What is selected, such as “3 people”. */
  selected: string
  disabled: boolean
  onDone: () => void
}

/** Blocks the companies of the selected rows. */
export function BlockCompanies({ read, selected, disabled, onDone }: Props) {
  const { act, isBusy } = useAction(BlockSelected)
  const block = async () => {
    const entries = await read()
    if (!entries) return
    const payload = await act({ input: { entries: [...entries] } })
    if (!payload || !('outcomes' in payload)) return
    const { outcomes } = payload
    const blocked = new Set(outcomes.flatMap(({ blockedCompany }) => blockedCompany?.id ?? [])).size
    const refusals = outcomes.flatMap(({ error }) => error ?? [])
    const others =
      refusals.length === 0 ? '' : ` ${pluralize(refusals.length, 'row')} could not be blocked: ${refusals[0]}`
    notifications.show({
      title: 'Block list changed',
      message: `${pluralize(blocked, 'company', 'companies')} blocked.${others}`,
    })
    onDone()
  }
  return (
    <ConfirmButton
      label="Block company"
      size="xs"
      disabled={isBusy || disabled}
      question={`Block the companies of ${selected}? Later imports skip them. The rows stay in the list.`}
      confirm="Block"
      onConfirm={() => void block()}
    />
  )
}
