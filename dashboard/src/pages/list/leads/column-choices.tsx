import { Button, Checkbox, ScrollArea, Stack, Text } from '@mantine/core'
import { useQuery } from 'urql'
import { graphql } from '../../../gql/gql.ts'
import type { ColumnMenuProps } from './column-menu.tsx'
import { customKey } from './lead-column.ts'

// Custom fields are those of the first and of the last rows.
const CustomFields = graphql(`
  query CustomFields($listId: ID!, $ofPeople: Boolean!) {
    list(id: $listId) {
      id
      firstRows: rows(first: 100) @include(if: $ofPeople) { nodes { id custom { name } } }
      lastRows: rows(last: 100) @include(if: $ofPeople) { nodes { id custom { name } } }
      firstCompanies: companies(first: 100) @skip(if: $ofPeople) { nodes { id custom { name } } }
      lastCompanies: companies(last: 100) @skip(if: $ofPeople) { nodes { id custom { name } } }
    }
  }
`)

/** The content of the menu that chooses columns. */
export default function ColumnChoices(props: ColumnMenuProps) {
  const {
    listId,
    ofPeople,
    columns: [, ...columns],
    shown,
    onChoose,
  } = props
  const customs = useCustomFields(listId, ofPeople)
  const choices = [
    ...columns,
    ...[...new Set([...shown.filter((key) => key.startsWith(customKey(''))), ...customs.map(customKey)])].map(
      (key) => ({ key, label: key.slice(customKey('').length) }),
    ),
  ]
  const toggle = (key: string, isShown: boolean) => {
    // In the order of the choices, new ones at the end of those that are shown.
    onChoose(isShown ? [...shown, key] : shown.filter((other) => other !== key))
  }
  return (
    <ScrollArea.Autosize mah={380} type="auto" viewportProps={{ tabIndex: 0 }}>
      <Stack gap={4} p="md">
        {choices.map(({ key, label }) => (
          <Checkbox
            key={key}
            label={<bdi>{label}</bdi>}
            checked={shown.includes(key)}
            onChange={({ currentTarget }) => toggle(key, currentTarget.checked)}
            styles={{ body: { alignItems: 'center', minHeight: 28 } }}
          />
        ))}
        <Text size="xs" c="dimmed">
          Remembered in this browser, and part of the page’s address.
        </Text>
        <Button size="xs" variant="subtle" onClick={() => onChoose(null)}>
          Reset columns
        </Button>
      </Stack>
    </ScrollArea.Autosize>
  )
}

function useCustomFields(listId: string, ofPeople: boolean): readonly string[] {
  const [{ data }] = useQuery({
    query: CustomFields,
    variables: { listId, ofPeople },
    requestPolicy: 'cache-and-network',
  })
  const { firstRows, lastRows, firstCompanies, lastCompanies } = data?.list ?? {}
  const names = [firstRows, lastRows, firstCompanies, lastCompanies].flatMap((connection) =>
    (connection?.nodes ?? []).flatMap(({ custom }: { custom: readonly { name: string }[] }) =>
      custom.map(({ name }) => name),
    ),
  )
  return [...new Set(names)].toSorted()
}
