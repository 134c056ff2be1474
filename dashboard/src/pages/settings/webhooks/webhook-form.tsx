import { Button, Checkbox, Group, SimpleGrid, Stack, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { WebhookEvent } from '../../../gql/graphql.ts'
import { events, type Webhook } from './webhooks.ts'

interface Props {
  webhook?: Webhook
  submitLabel: string
  /** Returns why the form was refused, or null. */
  onSubmit: (values: { url: string; events: WebhookEvent[] }) => Promise<string | null>
  onCancel?: () => void
}

/** The URL and the events of a webhook. */
export function WebhookForm({ webhook, submitLabel, onSubmit, onCancel }: Props) {
  const [url, setUrl] = useState(webhook?.url ?? '')
  const [chosen, setChosen] = useState<WebhookEvent[]>(webhook?.events ?? events.map(({ value }) => value))
  const [refusal, setRefusal] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    const message = await onSubmit({ url, events: chosen })
    setBusy(false)
    setRefusal(message)
    if (message === null && !webhook) setUrl('')
  }
  return (
    <Stack component="form" gap="md" onSubmit={(event) => void submit(event)}>
      <TextInput
        label="URL"
        description="Reachable from the internet over https."
        placeholder="https://example.com/webhooks"
        inputMode="url"
        value={url}
        onChange={(event) => setUrl(event.currentTarget.value)}
        error={refusal}
      />
      <Checkbox.Group label="Events" value={chosen} onChange={(values) => setChosen(values as WebhookEvent[])}>
        <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="xs" mt="xs">
          {events.map((event) => (
            <Checkbox key={event.value} {...event} />
          ))}
        </SimpleGrid>
      </Checkbox.Group>
      <Group justify="flex-end" gap="xs">
        {onCancel && (
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
        )}
        <Button type="submit" disabled={isBusy || url.trim() === '' || chosen.length === 0}>
          {submitLabel}
        </Button>
      </Group>
    </Stack>
  )
}
