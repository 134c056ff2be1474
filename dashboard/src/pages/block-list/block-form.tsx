import { Alert, Button, Group, List, Paper, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { type FormEvent, useState } from 'react'
import { useAction } from '../../api/use-action.ts'
import { pluralize } from '../../components/format.ts'
import { graphql } from '../../gql/gql.ts'
import { parseEntries } from './parse-entries.ts'

const Block = graphql(`
  mutation Block($input: BlockCompaniesInput!) {
    blockCompanies(input: $input) {
      ... on BlockCompaniesPayload { outcomes { created error blockedCompany { id name domain reason createdAt } } }
      ... on Error { code message }
    }
  }
`)

/** Adds companies to the block list, one per line; entries that were not added stay in the field, with the reason. */
export function BlockForm() {
  const block = useAction(Block)
  const [text, setText] = useState('')
  const [reason, setReason] = useState('')
  const [refused, setRefused] = useState<readonly string[]>([])
  const entries = parseEntries(text)

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const trimmedReason = reason.trim() === '' ? null : reason.trim()
    const payload = await block.act({
      input: { entries: entries.map(({ entry }) => ({ ...entry, reason: trimmedReason })) },
    })
    if (payload === null || !('outcomes' in payload)) return
    const failed = payload.outcomes.flatMap(({ error }, at) =>
      error ? [{ error, line: entries[at]?.line ?? '' }] : [],
    )
    setText(failed.map(({ line }) => line).join('\n'))
    setRefused(failed.map(({ error, line }) => `${line}: ${error}`))
    const blocked = payload.outcomes.length - failed.length
    if (blocked > 0)
      notifications.show({ title: 'Added to block list', message: pluralize(blocked, 'company', 'companies') })
  }
  return (
    <Paper withBorder p="lg">
      <Stack component="form" onSubmit={(event) => void submit(event)} gap="md">
        <Textarea
          label="Block companies"
          description="One per line: a domain, website, e-mail address or name. Domains match more reliably than names."
          placeholder={'acme.com\nGlobex Corporation'}
          autosize
          minRows={2}
          maxRows={10}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Group align="flex-end">
          <TextInput
            label="Reason"
            placeholder="Customer since 2024"
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
            style={{ flex: 1 }}
          />
          <Button type="submit" disabled={entries.length === 0 || block.isBusy}>
            Block
          </Button>
        </Group>
        {refused.length > 0 && (
          <Alert color="orange" variant="outline" role="alert" title="Not added">
            <List size="sm">
              {refused.map((message) => (
                <List.Item key={message}>
                  <Text size="sm">
                    <bdi>{message}</bdi>
                  </Text>
                </List.Item>
              ))}
            </List>
          </Alert>
        )}
      </Stack>
    </Paper>
  )
}
