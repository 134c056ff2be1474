import { Anchor, Button, Group, Text } from '@mantine/core'
import { useWindowEvent } from '@mantine/hooks'
import { Link, useNavigate } from 'react-router'
import { useQuery } from 'urql'
import { useAction } from '../api/use-action.ts'
import { pluralize } from '../components/format.ts'
import { graphql } from '../gql/gql.ts'
import { isOver, type Run } from './run.ts'

const AvailableCredits = graphql(`
  query AvailableCredits {
    viewer { id credits { available } }
  }
`)

const ImportTheRest = graphql(`
  mutation ImportTheRest($input: ImportIntoListInput!) {
    importIntoList(input: $input) {
      ... on ImportIntoListPayload { listId run { ...Run } }
      ... on Error { code message }
    }
  }
`)

/** Says how many rows of an ended run had no credits, and imports them once there are credits. */
export function ImportRest({ run }: { run: Run }) {
  return isOver(run) && run.list && run.counts.unaffordable > 0 ? <Rest run={run} /> : null
}

function Rest({ run: { id, counts } }: { run: Run }) {
  const [{ data }, refetch] = useQuery({ query: AvailableCredits, requestPolicy: 'cache-and-network' })
  const { act, isBusy } = useAction(ImportTheRest)
  const navigate = useNavigate()
  // No event reports that an administrator has granted credits.
  useWindowEvent('focus', () => refetch({ requestPolicy: 'network-only' }))
  const importRest = async () => {
    // Repeating it returns the run that it started first.
    const payload = await act({ input: { fromRunId: id, idempotencyKey: `rest of ${id}` } })
    if (payload) navigate('/imports')
  }
  return (
    <Group gap="xs">
      <Text size="sm" className="number">
        {pluralize(counts.unaffordable, 'row')} had no credits.
      </Text>
      {(data?.viewer.credits.available ?? 0) > 0 ? (
        <Button size="xs" variant="default" disabled={isBusy} onClick={() => void importRest()}>
          Import the rest
        </Button>
      ) : (
        <Anchor component={Link} to="/credits" size="sm" underline="always">
          View credits
        </Anchor>
      )}
    </Group>
  )
}
