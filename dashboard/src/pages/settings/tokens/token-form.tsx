import { Button, Checkbox, Group, Paper, Select, Stack, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useAction } from '../../../api/use-action.ts'
import { graphql } from '../../../gql/gql.ts'
import type { Scope } from '../../../gql/graphql.ts'
import { scopes } from './scopes.ts'

const CreateToken = graphql(`
  mutation CreateToken($input: CreateApiTokenInput!) {
    createApiToken(input: $input) {
      ... on CreateApiTokenPayload { token apiToken { ...Token } }
      ... on Error { code message }
    }
  }
`)

const day = 24 * 3_600_000
const lifetimes = [
  { value: '30', label: 'In 30 days' },
  { value: '90', label: 'In 90 days' },
  { value: '365', label: 'In a year' },
  { value: 'never', label: 'Never' },
]

/** Creates a token; `onCreated` receives its secret. */
export function TokenForm({ onCreated }: { onCreated: (secret: string) => void }) {
  const create = useAction(CreateToken)
  const [name, setName] = useState('')
  const [chosen, setChosen] = useState<Scope[]>(['READ'])
  const [lifetime, setLifetime] = useState('90')
  const [refusal, setRefusal] = useState<string | null>(null)

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const expiresAt = lifetime === 'never' ? null : new Date(Date.now() + Number(lifetime) * day).toISOString()
    const outcome = await create.attempt({ input: { name, scopes: chosen, expiresAt } })
    if ('refusal' in outcome) return setRefusal(outcome.refusal.message)
    setRefusal(null)
    setName('')
    if ('token' in outcome.payload) onCreated(outcome.payload.token)
  }
  return (
    <Paper withBorder p="lg">
      <Stack component="form" gap="md" onSubmit={(event) => void submit(event)}>
        <TextInput
          label="Name"
          description="What the token is for."
          placeholder="Nightly import"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={refusal}
          maxLength={200}
        />
        <Checkbox.Group label="Permissions" value={chosen} onChange={(values) => setChosen(values as Scope[])}>
          <Stack gap="xs" mt="xs">
            {scopes.map((scope) => (
              <Checkbox key={scope.value} {...scope} />
            ))}
          </Stack>
        </Checkbox.Group>
        <Group align="flex-end" justify="space-between">
          <Select
            label="Expires"
            data={lifetimes}
            value={lifetime}
            onChange={(value) => value && setLifetime(value)}
            allowDeselect={false}
          />
          <Button type="submit" ml="auto" disabled={create.isBusy || name.trim() === '' || chosen.length === 0}>
            Create token
          </Button>
        </Group>
      </Stack>
    </Paper>
  )
}
