import { Button, Group, Paper, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useAction } from '../../../api/use-action.ts'
import { ConfirmButton } from '../../../components/confirm-button.tsx'
import { dateTime } from '../../../components/format.ts'
import { ToneBadge } from '../../../components/tone.tsx'
import { graphql } from '../../../gql/gql.ts'
import { Deliveries } from './deliveries.tsx'
import { WebhookForm } from './webhook-form.tsx'
import { events, type Webhook } from './webhooks.ts'

const UpdateWebhook = graphql(`
  mutation UpdateWebhook($input: UpdateWebhookInput!) {
    updateWebhook(input: $input) {
      ... on UpdateWebhookPayload { webhook { ...Webhook } }
      ... on Error { code message }
    }
  }
`)

const DeleteWebhook = graphql(`
  mutation DeleteWebhook($id: ID!) {
    deleteWebhook(input: { id: $id }) {
      ... on DeleteWebhookPayload { id }
      ... on Error { code message }
    }
  }
`)

const RotateSecret = graphql(`
  mutation RotateSecret($id: ID!) {
    rotateWebhookSecret(input: { id: $id }) {
      ... on RotateWebhookSecretPayload { secret }
      ... on Error { code message }
    }
  }
`)

const TestWebhook = graphql(`
  mutation TestWebhook($id: ID!) {
    testWebhook(input: { id: $id }) {
      ... on TestWebhookPayload { delivery { id } }
      ... on Error { code message }
    }
  }
`)

/** A webhook: its status, its actions and, on demand, its deliveries. */
export function WebhookCard({ webhook, onSecret }: { webhook: Webhook; onSecret: (secret: string) => void }) {
  const { id, url, isEnabled, disabledReason, failingSince } = webhook
  const [update, remove, rotate, test] = [
    useAction(UpdateWebhook),
    useAction(DeleteWebhook),
    useAction(RotateSecret),
    useAction(TestWebhook),
  ]
  const [isEditing, editing] = useDisclosure()
  const [isOpen, deliveries] = useDisclosure()
  const labels = events.filter(({ value }) => webhook.events.includes(value)).map(({ label }) => label)
  const sendTest = async () => {
    if (await test.act({ id })) deliveries.open()
  }
  const newSecret = async () => {
    const payload = await rotate.act({ id })
    if (payload && 'secret' in payload) onSecret(payload.secret)
  }
  return (
    <Paper withBorder p="lg" component="article" aria-label={url}>
      <Stack gap="md">
        <Group justify="space-between" align="flex-start">
          <Stack gap={4} miw={0}>
            <Text fw={600} style={{ overflowWrap: 'anywhere' }}>
              {url}
            </Text>
            <Text c="dimmed">{labels.length === events.length ? 'All events' : labels.join(', ')}</Text>
          </Stack>
          <Status webhook={webhook} />
        </Group>
        {disabledReason && <Text c="var(--mantine-color-error)">{disabledReason}</Text>}
        {isEnabled && failingSince && (
          <Text c="var(--mantine-color-error)">Failing since {dateTime(failingSince)}.</Text>
        )}
        {isEditing ? (
          <WebhookForm
            webhook={webhook}
            submitLabel="Save"
            onCancel={editing.close}
            onSubmit={async (values) => {
              const outcome = await update.attempt({ input: { id, ...values } })
              if ('refusal' in outcome) return outcome.refusal.message
              editing.close()
              return null
            }}
          />
        ) : (
          <Group gap="xs">
            <Button size="xs" variant="default" onClick={deliveries.toggle} aria-expanded={isOpen}>
              {isOpen ? 'Hide deliveries' : 'Deliveries'}
            </Button>
            <Button size="xs" variant="default" disabled={test.isBusy || !isEnabled} onClick={() => void sendTest()}>
              Send test
            </Button>
            <Button size="xs" variant="default" onClick={editing.open}>
              Edit
            </Button>
            <Button
              size="xs"
              variant="default"
              disabled={update.isBusy}
              onClick={() => void update.act({ input: { id, isEnabled: !isEnabled } })}
            >
              {isEnabled ? 'Disable' : 'Enable'}
            </Button>
            <ConfirmButton
              label="New secret"
              size="xs"
              question="Create a new signing secret? For 24 hours deliveries are signed with both."
              confirm="Create secret"
              onConfirm={() => void newSecret()}
            />
            <ConfirmButton
              label="Delete"
              size="xs"
              question="Delete this webhook and its deliveries? Pending ones are not sent."
              confirm="Delete webhook"
              onConfirm={() => void remove.act({ id })}
            />
          </Group>
        )}
        {isOpen && <Deliveries webhookId={id} />}
      </Stack>
    </Paper>
  )
}

function Status({ webhook: { isEnabled, disabledReason, failingSince } }: { webhook: Webhook }) {
  if (!isEnabled) return <ToneBadge tone={disabledReason ? 'danger' : 'neutral'}>Disabled</ToneBadge>
  return failingSince ? <ToneBadge tone="warning">Failing</ToneBadge> : <ToneBadge tone="success">Enabled</ToneBadge>
}
