import { Button, Stack, Text } from '@mantine/core'
import { useInterval } from '@mantine/hooks'
import { useEffect } from 'react'
import { useQuery } from 'urql'
import { useAction } from '../../../api/use-action.ts'
import { type Column, DataTable } from '../../../components/data-table.tsx'
import { ErrorNote } from '../../../components/error-note.tsx'
import { dateTime, pluralize } from '../../../components/format.ts'
import { Loading } from '../../../components/loading.tsx'
import { usePagination } from '../../../components/pagination.tsx'
import { ToneBadge } from '../../../components/tone.tsx'
import { graphql } from '../../../gql/gql.ts'
import type { DeliveryFragment } from '../../../gql/graphql.ts'

graphql(`
  fragment Delivery on WebhookDelivery {
    id
    type
    status
    attempts
    responseStatus
    error
    createdAt
    nextAttemptAt
  }
`)

const WebhookDeliveries = graphql(`
  query WebhookDeliveries($ids: [ID!]!, $after: String) {
    nodes(ids: $ids) {
      ... on Webhook {
        id
        deliveries(first: 10, after: $after) {
          pageInfo { hasNextPage endCursor }
          nodes { ...Delivery }
        }
      }
    }
  }
`)

const Redeliver = graphql(`
  mutation Redeliver($id: ID!) {
    redeliver(input: { deliveryId: $id }) {
      ... on RedeliverPayload { delivery { ...Delivery } }
      ... on Error { code message }
    }
  }
`)

const statuses = {
  PENDING: { tone: 'info', label: 'Pending' },
  DELIVERED: { tone: 'success', label: 'Delivered' },
  FAILED: { tone: 'danger', label: 'Failed' },
} as const

/** No event tells that a delivery has ended; in milliseconds. */
const pollInterval = 1_000

/** The deliveries of a webhook, newest first, with a button to send each again. */
export function Deliveries({ webhookId }: { webhookId: string }) {
  const pagination = usePagination()
  const [{ data, error }, refetch] = useQuery({
    query: WebhookDeliveries,
    variables: { ids: [webhookId], after: pagination.after },
    requestPolicy: 'cache-and-network',
  })
  const redeliver = useAction(Redeliver)
  const [webhook] = data?.nodes ?? []
  const deliveries = webhook && 'deliveries' in webhook ? webhook.deliveries : null
  const isPending = deliveries?.nodes.some(({ status }) => status === 'PENDING') ?? false
  const { start, stop } = useInterval(() => refetch({ requestPolicy: 'network-only' }), pollInterval)
  useEffect(() => {
    if (isPending) start()
    return stop
  }, [isPending, start, stop])

  if (!deliveries) {
    if (error) return <ErrorNote error={error} onRetry={() => refetch({ requestPolicy: 'network-only' })} />
    return data ? null : <Loading rows={1} />
  }
  if (deliveries.nodes.length === 0) return <Text c="dimmed">Nothing was sent yet.</Text>
  const columns: readonly Column<DeliveryFragment>[] = [
    { label: 'Event', show: ({ type }) => eventLabels[type] ?? type },
    { label: 'Date', show: ({ createdAt }) => dateTime(createdAt) },
    {
      label: 'Status',
      show: ({ status }) => <ToneBadge tone={statuses[status].tone}>{statuses[status].label}</ToneBadge>,
    },
    { label: 'Result', maxWidth: 280, show: (delivery) => <Result delivery={delivery} /> },
    {
      label: 'Actions',
      isActions: true,
      show: ({ id, status }) => (
        <Button
          size="xs"
          variant="default"
          disabled={redeliver.isBusy || status === 'PENDING'}
          onClick={() => void redeliver.act({ id })}
        >
          Send again
        </Button>
      ),
    },
  ]
  return (
    <Stack gap="sm">
      <DataTable label="Deliveries" columns={columns} items={deliveries.nodes} keyOf={({ id }) => id} minWidth={640} />
      {pagination.buttons(deliveries.pageInfo)}
    </Stack>
  )
}

function Result({ delivery }: { delivery: DeliveryFragment }) {
  const { attempts, responseStatus, error, nextAttemptAt } = delivery
  return (
    <div style={{ whiteSpace: 'normal', overflowWrap: 'anywhere' }}>
      {attempts > 0 &&
        `${responseStatus === null ? 'No response' : `Status ${responseStatus}`} after ${pluralize(attempts, 'attempt')}`}
      {error && (
        <Text size="xs" c="dimmed">
          {error}
        </Text>
      )}
      {attempts > 0 && nextAttemptAt && (
        <Text size="xs" c="dimmed">
          Next attempt: {dateTime(nextAttemptAt)}
        </Text>
      )}
    </div>
  )
}

const eventLabels: Readonly<Record<string, string>> = {
  'import.completed': 'Import completed',
  'import.failed': 'Import failed',
  'import.paused': 'Import paused',
  'import.cancelled': 'Import cancelled',
  'enrichment.finished': 'Enrichment finished',
  'credits.low': 'Credits low',
  'webhook.test': 'Test',
}
