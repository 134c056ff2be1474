import { Paper, Stack } from '@mantine/core'
import { useState } from 'react'
import { useQuery } from 'urql'
import { useAction } from '../../../api/use-action.ts'
import { ErrorNote } from '../../../components/error-note.tsx'
import { Loading } from '../../../components/loading.tsx'
import { graphql } from '../../../gql/gql.ts'
import { SecretNote } from '../secret-note.tsx'
import { WebhookCard } from './webhook-card.tsx'
import { WebhookForm } from './webhook-form.tsx'

const Webhooks = graphql(`
  query Webhooks {
    viewer { id webhooks { ...Webhook } }
  }
`)

const CreateWebhook = graphql(`
  mutation CreateWebhook($input: CreateWebhookInput!) {
    createWebhook(input: $input) {
      ... on CreateWebhookPayload { secret webhook { ...Webhook } }
      ... on Error { code message }
    }
  }
`)

/** The user's webhooks: creates, changes and deletes them, and shows their deliveries. */
export function WebhooksTab() {
  const [{ data, error }, refetch] = useQuery({ query: Webhooks, requestPolicy: 'cache-and-network' })
  const create = useAction(CreateWebhook)
  const [secret, setSecret] = useState<string | null>(null)
  if (!data) {
    return error ? <ErrorNote error={error} onRetry={() => refetch({ requestPolicy: 'network-only' })} /> : <Loading />
  }
  return (
    <Stack gap="lg">
      {secret !== null && <SecretNote title="Your signing secret" secret={secret} onClose={() => setSecret(null)} />}
      <Paper withBorder p="lg">
        <WebhookForm
          submitLabel="Create webhook"
          onSubmit={async (input) => {
            const outcome = await create.attempt({ input })
            if ('refusal' in outcome) return outcome.refusal.message
            if ('secret' in outcome.payload) setSecret(outcome.payload.secret)
            return null
          }}
        />
      </Paper>
      {data.viewer.webhooks.map((webhook) => (
        <WebhookCard key={webhook.id} webhook={webhook} onSecret={setSecret} />
      ))}
    </Stack>
  )
}
