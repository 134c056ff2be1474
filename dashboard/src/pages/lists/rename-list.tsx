import { Button, type ButtonProps, Group, Popover, Stack, TextInput } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { type FormEvent, useState } from 'react'
import { useAction } from '../../api/use-action.ts'
import { graphql } from '../../gql/gql.ts'
import type { ListSummary } from './list-summary.ts'

const Rename = graphql(`
  mutation RenameList($listId: ID!, $name: String!) {
    renameList(input: { listId: $listId, name: $name }) {
      ... on RenameListPayload { list { id name } }
      ... on Error { code message }
    }
  }
`)

interface Props extends Pick<ButtonProps, 'size' | 'variant'> {
  list: Pick<ListSummary, 'id' | 'name'>
}

/** Renames a list in place. */
export function RenameList({ list, ...button }: Props) {
  const [isOpen, { open, close }] = useDisclosure()
  return (
    <Popover opened={isOpen} onChange={close} trapFocus returnFocus width={300} withArrow shadow="md">
      <Popover.Target>
        <Button variant="default" {...button} onClick={isOpen ? close : open} aria-label={`Rename ${list.name}`}>
          Rename
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={`Rename ${list.name}`}>
        <RenameForm list={list} onDone={close} />
      </Popover.Dropdown>
    </Popover>
  )
}

function RenameForm({ list, onDone }: { list: Props['list']; onDone: () => void }) {
  const rename = useAction(Rename)
  const [name, setName] = useState(list.name)
  const [refusal, setRefusal] = useState<string | null>(null)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const outcome = await rename.attempt({ listId: list.id, name })
    if ('refusal' in outcome) return setRefusal(outcome.refusal.message)
    onDone()
  }
  return (
    <Stack component="form" gap="sm" onSubmit={(event) => void submit(event)}>
      <TextInput
        label="List name"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={refusal}
        maxLength={200}
        data-autofocus
      />
      <Group gap="xs" justify="flex-end">
        <Button size="xs" variant="default" onClick={onDone}>
          Cancel
        </Button>
        <Button size="xs" type="submit" disabled={rename.isBusy}>
          Rename
        </Button>
      </Group>
    </Stack>
  )
}
