import { Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useQuery } from 'urql'
import { useAction } from '../../../api/use-action.ts'
import { ConfirmButton } from '../../../components/confirm-button.tsx'
import { type Column, DataTable } from '../../../components/data-table.tsx'
import { ErrorNote } from '../../../components/error-note.tsx'
import { dateTime } from '../../../components/format.ts'
import { Loading } from '../../../components/loading.tsx'
import { graphql } from '../../../gql/gql.ts'
import type { TokenFragment } from '../../../gql/graphql.ts'
import { SecretNote } from '../secret-note.tsx'
import { scopes } from './scopes.ts'
import { TokenForm } from './token-form.tsx'

graphql(`
  fragment Token on ApiToken {
    id
    name
    prefix
    scopes
    createdAt
    lastUsedAt
    expiresAt
  }
`)

const Tokens = graphql(`
  query Tokens {
    viewer { id apiTokens { ...Token } }
  }
`)

const RevokeToken = graphql(`
  mutation RevokeToken($id: ID!) {
    revokeApiToken(input: { id: $id }) {
      ... on RevokeApiTokenPayload { id }
      ... on Error { code message }
    }
  }
`)

/** The user's tokens for programs: creates, shows and revokes them. */
export function TokensTab() {
  const [{ data, error }, refetch] = useQuery({ query: Tokens, requestPolicy: 'cache-and-network' })
  const revoke = useAction(RevokeToken)
  const [secret, setSecret] = useState<string | null>(null)
  if (!data) {
    return error ? <ErrorNote error={error} onRetry={() => refetch({ requestPolicy: 'network-only' })} /> : <Loading />
  }
  const columns: readonly Column<TokenFragment>[] = [
    {
      label: 'Token',
      maxWidth: 240,
      show: ({ name, prefix }) => (
        <>
          <Text fw={600} style={{ whiteSpace: 'normal', overflowWrap: 'anywhere' }}>
            <bdi>{name}</bdi>
          </Text>
          <Text size="xs" c="dimmed">
            {prefix}…
          </Text>
        </>
      ),
    },
    {
      label: 'Permissions',
      show: ({ scopes: held }) =>
        scopes
          .filter(({ value }) => held.includes(value))
          .map(({ label }) => label)
          .join(', '),
    },
    { label: 'Last used', show: ({ lastUsedAt }) => (lastUsedAt ? dateTime(lastUsedAt) : 'Never') },
    { label: 'Expires', show: ({ expiresAt }) => (expiresAt ? dateTime(expiresAt) : 'Never') },
    {
      label: 'Actions',
      isActions: true,
      show: ({ id, name }) => (
        <ConfirmButton
          label="Revoke"
          size="xs"
          question={
            <>
              Revoke <bdi>{name}</bdi>? Programs that use it are signed out at once.
            </>
          }
          confirm="Revoke token"
          onConfirm={() => void revoke.act({ id })}
        />
      ),
    },
  ]
  return (
    <Stack gap="lg">
      {secret !== null && <SecretNote title="Your new token" secret={secret} onClose={() => setSecret(null)} />}
      <TokenForm onCreated={setSecret} />
      {data.viewer.apiTokens.length > 0 && (
        <DataTable
          label="Your tokens"
          columns={columns}
          items={data.viewer.apiTokens}
          keyOf={({ id }) => id}
          minWidth={640}
        />
      )}
    </Stack>
  )
}
