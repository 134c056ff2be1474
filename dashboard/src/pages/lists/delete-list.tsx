import type { ButtonProps } from '@mantine/core'
import { useAction } from '../../api/use-action.ts'
import { ConfirmButton } from '../../components/confirm-button.tsx'
import { countOf } from '../../components/format.ts'
import { graphql } from '../../gql/gql.ts'
import type { ListSummary } from './list-summary.ts'

const Delete = graphql(`
  mutation DeleteList($listId: ID!) {
    deleteList(input: { listId: $listId }) {
      ... on DeleteListPayload { listId }
      ... on Error { code message }
    }
  }
`)

interface Props extends Pick<ButtonProps, 'size' | 'variant'> {
  list: Pick<ListSummary, 'id' | 'name' | 'rows' | 'companies'>
  onDeleted?: () => void
}

/** Deletes a list, after it has said what goes with it. */
export function DeleteList({ list: { id, name, rows, companies }, onDeleted, ...button }: Props) {
  const { act, isBusy } = useAction(Delete)
  const question = (
    <>
      <strong>{name}</strong> goes for good, with {countOf(rows.totalCount, 'person', 'people')} and{' '}
      {countOf(companies.totalCount, 'company', 'companies')}. Imports into it end. What they cost stays paid.
    </>
  )
  return (
    <ConfirmButton
      {...button}
      label="Delete"
      disabled={isBusy}
      question={question}
      confirm="Delete the list"
      onConfirm={() => void act({ listId: id }).then((payload) => payload && onDeleted?.())}
    />
  )
}
