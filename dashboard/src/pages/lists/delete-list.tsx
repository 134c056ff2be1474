import type { ButtonProps } from '@mantine/core'
import { useAction } from '../../api/use-action.ts'
import { ConfirmButton } from '../../components/confirm-button.tsx'
import { pluralize } from '../../components/format.ts'
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

/** Deletes a list after a confirmation that says what is removed with it. */
export function DeleteList({ list: { id, name, rows, companies }, onDeleted, ...button }: Props) {
  const { act, isBusy } = useAction(Delete)
  const question = (
    <>
      Delete{' '}
      <strong>
        <bdi>{name}</bdi>
      </strong>
      ? {pluralize(rows.totalCount, 'person', 'people')} and {pluralize(companies.totalCount, 'company', 'companies')}{' '}
      are removed permanently. Running imports into it are cancelled. Credits aren’t refunded.
    </>
  )
  return (
    <ConfirmButton
      {...button}
      label="Delete"
      disabled={isBusy}
      question={question}
      confirm="Delete list"
      onConfirm={() => void act({ listId: id }).then((payload) => payload && onDeleted?.())}
    />
  )
}
