import { Button, Group, Popover, Select, Stack, Text } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import { useQuery } from 'urql'
import { useAction } from '../../../api/use-action.ts'
import { graphql } from '../../../gql/gql.ts'
import type { MoveLeadsInput, RowFilter } from '../../../gql/graphql.ts'
import type { Target } from '../leads/lead-kind.ts'

const MovePeople = graphql(`
  mutation MovePeople($input: MoveLeadsInput!) {
    moveLeads(input: $input) {
      ... on MoveLeadsPayload { runId run { ...Run } }
      ... on Error { code message }
    }
  }
`)

const CopyPeople = graphql(`
  mutation CopyPeople($input: CopyLeadsInput!) {
    copyLeads(input: $input) {
      ... on CopyLeadsPayload { runId run { ...Run } }
      ... on Error { code message }
    }
  }
`)

const TargetLists = graphql(`
  query TargetLists($name: String!) {
    lists(first: 20, filter: { name: { contains: $name } }) { nodes { id name } }
  }
`)

interface Props {
  listId: string
  target: Target<RowFilter>
  /** What is selected, such as “3 people”. */
  selected: string
  onStarted: (runId: string) => void
  onDone: () => void
}

/** Moves the selected people to another list, or copies them. */
export default function TransferPeople(props: Props) {
  return (
    <>
      <Transfer {...props} verb="Move" />
      <Transfer {...props} verb="Copy" />
    </>
  )
}

function Transfer({ verb, ...props }: Props & { verb: 'Move' | 'Copy' }) {
  const [isOpen, setOpen] = useState(false)
  return (
    <Popover opened={isOpen} onChange={setOpen} trapFocus returnFocus width={300} withArrow shadow="md">
      <Popover.Target>
        <Button size="xs" variant="default" onClick={() => setOpen((was) => !was)}>
          {verb}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={verb}>
        {isOpen && <TransferForm {...props} verb={verb} onClose={() => setOpen(false)} />}
      </Popover.Dropdown>
    </Popover>
  )
}

function TransferForm(props: Props & { verb: 'Move' | 'Copy'; onClose: () => void }) {
  const { verb, listId, target, selected, onStarted, onDone, onClose } = props
  const move = useAction(MovePeople)
  const copy = useAction(CopyPeople)
  const [search, setSearch] = useState('')
  const [name] = useDebouncedValue(search, 200)
  const [to, setTo] = useState<{ id: string; name: string } | null>(null)
  const [{ data }] = useQuery({ query: TargetLists, variables: { name: to?.name === name ? '' : name } })
  const lists = (data?.lists.nodes ?? []).filter(({ id }) => id !== listId)
  const choices = to && !lists.some(({ id }) => id === to.id) ? [to, ...lists] : lists
  const start = async (toListId: string) => {
    const rows = 'ids' in target ? { rowIds: [...target.ids] } : target
    const input: MoveLeadsInput = { fromListId: listId, toListId, ...rows }
    const payload = verb === 'Move' ? await move.act({ input }) : await copy.act({ input })
    if (!payload || !('runId' in payload)) return
    onStarted(payload.runId)
    onDone()
  }
  return (
    <Stack gap="sm">
      <Text size="sm">
        {verb === 'Move'
          ? `Move ${selected} to another list. People who are there already are merged.`
          : `Copy ${selected} to another list. People who are there already are merged. Copies are free.`}
      </Text>
      <Select
        label="List"
        placeholder="Search lists"
        searchable
        nothingFoundMessage="No other list found"
        data={choices.map((list) => ({ value: list.id, label: list.name }))}
        filter={({ options }) => options}
        value={to?.id ?? null}
        onChange={(id) => setTo(choices.find((list) => list.id === id) ?? null)}
        searchValue={search}
        onSearchChange={setSearch}
        comboboxProps={{ withinPortal: false }}
        data-autofocus
      />
      <Group gap="xs" justify="flex-end">
        <Button size="xs" variant="default" onClick={onClose}>
          Go back
        </Button>
        <Button size="xs" disabled={to === null || move.isBusy || copy.isBusy} onClick={() => to && void start(to.id)}>
          {verb === 'Move' ? 'Move people' : 'Copy people'}
        </Button>
      </Group>
    </Stack>
  )
}
