import { Anchor, Button, Group, Paper, SimpleGrid, Stack, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import { Link } from 'react-router'
import { useQuery } from 'urql'
import { useAction } from '../../../api/use-action.ts'
import { EmptyState } from '../../../components/empty-state.tsx'
import { ErrorNote } from '../../../components/error-note.tsx'
import { Loading } from '../../../components/loading.tsx'
import { usePagination } from '../../../components/pagination.tsx'
import { graphql } from '../../../gql/gql.ts'
import type { PersonInTableFragment, PossibleDuplicatesQuery } from '../../../gql/graphql.ts'
import { Fields } from '../fields.tsx'
import { useChange } from '../list-head.ts'
import { locationOf } from '../location.ts'
import { personName } from '../people/person.ts'
import { reasonLabel } from '../reason-filter.tsx'

const PossibleDuplicates = graphql(`
  query PossibleDuplicates($listId: ID!, $after: String) {
    list(id: $listId) {
      id
      possibleDuplicates(first: 20, after: $after) {
        pageInfo { hasNextPage endCursor }
        nodes { reason a { ...PersonInTable } b { ...PersonInTable } }
      }
    }
  }
`)

const MergePeople = graphql(`
  mutation MergePeople($keepRowId: ID!, $rowIds: [ID!]!) {
    mergeLeads(input: { keepRowId: $keepRowId, rowIds: $rowIds }) {
      ... on MergeLeadsPayload { row { ...PersonInTable } }
      ... on Error { code message }
    }
  }
`)

interface Props {
  listId: string
  /** A change reads the pairs again. */
  revision: string
  /** Reads the counts of the list again. */
  refresh: () => void
}

/** Pairs of people who may be the same, to merge. */
export default function DuplicatesTab({ listId, revision, refresh }: Props) {
  const pagination = usePagination()
  const [{ data, error }, refetch] = useQuery({
    query: PossibleDuplicates,
    variables: { listId, after: pagination.after },
    requestPolicy: 'cache-and-network',
  })
  const reload = () => refetch({ requestPolicy: 'network-only' })
  useChange(revision, reload)
  const pairs = data?.list?.possibleDuplicates
  if (!pairs) return error ? <ErrorNote error={error} onRetry={reload} /> : <Loading />
  const shown = pairs.nodes.filter(({ a, b }) => a && b)
  return (
    <Stack gap="md">
      {error && <ErrorNote error={error} onRetry={reload} />}
      {shown.length === 0 && (
        <EmptyState title="No possible duplicates">
          Imports note people of the list who may be the same, such as one by e-mail and another by LinkedIn profile.
        </EmptyState>
      )}
      {shown.map((pair) => (
        <Pair
          key={`${pair.a?.id} ${pair.b?.id}`}
          pair={pair}
          listId={listId}
          onMerged={() => {
            reload()
            refresh()
          }}
        />
      ))}
      {pagination.buttons(pairs.pageInfo)}
    </Stack>
  )
}

type PairOfPeople = NonNullable<PossibleDuplicatesQuery['list']>['possibleDuplicates']['nodes'][number]

function Pair({
  pair: { a, b, reason },
  listId,
  onMerged,
}: {
  pair: PairOfPeople
  listId: string
  onMerged: () => void
}) {
  const { act, isBusy } = useAction(MergePeople)
  const [isMerged, setMerged] = useState(false)
  if (!a || !b || isMerged) return null
  const merge = async (keep: PersonInTableFragment, other: PersonInTableFragment) => {
    const payload = await act({ keepRowId: keep.id, rowIds: [other.id] })
    if (!payload) return
    setMerged(true)
    notifications.show({ title: 'Merged', message: `${personName(other)} was merged into ${personName(keep)}.` })
    onMerged()
  }
  return (
    <Paper component="article" aria-label={`${personName(a)} and ${personName(b)}`} withBorder p="md">
      <Stack gap="md">
        <Text size="sm" c="dimmed">
          {reasonLabel(reason)}. Merging fills empty fields of the person whom you keep, and deletes the other.
        </Text>
        <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="lg">
          {[
            { person: a, other: b, age: 'Older' },
            { person: b, other: a, age: 'Newer' },
          ].map(({ person, other, age }) => (
            <Stack key={person.id} gap="sm">
              <Group justify="space-between" wrap="nowrap">
                <Anchor component={Link} to={`/lists/${listId}/people?row=${person.id}`} fw={600} truncate>
                  <bdi>{personName(person)}</bdi>
                </Anchor>
                <Button
                  size="xs"
                  variant="default"
                  disabled={isBusy}
                  aria-label={`Keep ${personName(person)}, the ${age.toLowerCase()}`}
                  onClick={() => void merge(person, other)}
                >
                  Keep this
                </Button>
              </Group>
              <Fields
                title={age}
                fields={[
                  ['E-mail', person.email],
                  ['Title', person.title],
                  ['Company', person.companyName ?? person.companyDomain],
                  ['Location', locationOf(person)],
                  ['LinkedIn', person.linkedinUrl],
                  ['Phone', person.phone],
                ]}
              />
            </Stack>
          ))}
        </SimpleGrid>
      </Stack>
    </Paper>
  )
}
