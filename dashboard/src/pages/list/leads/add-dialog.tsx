import { Alert, Button, Group, Modal, Stack, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { type FormEvent, useState } from 'react'
import { useAction } from '../../../api/use-action.ts'
import { useIdempotencyKey } from '../../../components/use-idempotency-key.ts'
import { graphql } from '../../../gql/gql.ts'
import type { AddLeadsInput } from '../../../gql/graphql.ts'

const AddLead = graphql(`
  mutation AddLead($input: AddLeadsInput!) {
    addLeads(input: $input) {
      ... on AddLeadsPayload { runId items { verdict reason } }
      ... on Error { code message }
    }
  }
`)

/** Which fields are asked for, and how they are added. */
export interface AddDialogProps {
  listId: string
  label: string
  fields: readonly (readonly [name: string, label: string])[]
  toInput: (values: Readonly<Record<string, string>>) => Pick<AddLeadsInput, 'people' | 'companies'>
  onAdded: () => void
  onClose: () => void
}

/** Adds a person or a company by hand, by the rules of an import. */
export default function AddDialog(props: AddDialogProps) {
  const { label, onClose } = props
  return (
    <Modal opened onClose={onClose} title={label} closeButtonProps={{ 'aria-label': 'Close' }}>
      <AddForm {...props} />
    </Modal>
  )
}

function AddForm(props: AddDialogProps) {
  const { listId, label, fields, toInput, onAdded, onClose } = props
  const { attempt, isBusy } = useAction(AddLead)
  const [values, setValues] = useState<Readonly<Record<string, string>>>({})
  const [refusal, setRefusal] = useState<string | null>(null)
  const keyOf = useIdempotencyKey()
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const input = { listId, ...toInput(values) }
    const outcome = await attempt({ input: { ...input, waitSeconds: 10, idempotencyKey: keyOf(input) } })
    if ('refusal' in outcome) return setRefusal(outcome.refusal.message)
    const [item] = outcome.payload.items ?? []
    if (item && item.verdict !== 'IMPORTED' && item.verdict !== 'MERGED') {
      return setRefusal(`Not added: ${item.reason ?? 'the list has it already'}`)
    }
    const message =
      item?.verdict === 'MERGED'
        ? `Merged with a row of the list: ${item.reason}`
        : item
          ? 'Added to the list. This used 1 credit.'
          : 'It is being added.'
    notifications.show({ title: label, message })
    onAdded()
    onClose()
  }
  return (
    <Stack component="form" gap="sm" onSubmit={(event) => void submit(event)}>
      {fields.map(([name, fieldLabel], at) => (
        <TextInput
          key={name}
          label={fieldLabel}
          value={values[name] ?? ''}
          onChange={({ currentTarget: { value } }) => setValues((before) => ({ ...before, [name]: value }))}
          {...(at === 0 && { 'data-autofocus': true })}
        />
      ))}
      {refusal !== null && (
        <Alert color="red" variant="outline" role="alert">
          {refusal}
        </Alert>
      )}
      <Group gap="xs" justify="flex-end">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" disabled={isBusy}>
          {label}
        </Button>
      </Group>
    </Stack>
  )
}
