import { Alert, Anchor, Button, Stack } from '@mantine/core'
import { useState } from 'react'
import { useAction } from '../../api/use-action.ts'
import { graphql } from '../../gql/gql.ts'

const Connect = graphql(`
  mutation ConnectAccount {
    connectLinkedInAccount {
      ... on ConnectLinkedInAccountPayload { url expiresAt }
      ... on Error { code message }
    }
  }
`)

/** Requests a link to connect an account and shows it, or shows why there is none. */
export function ConnectButton() {
  const connect = useAction(Connect)
  const [url, setUrl] = useState<string | null>(null)
  const [refusal, setRefusal] = useState<string | null>(null)
  const requestLink = async () => {
    const outcome = await connect.attempt({})
    if ('refusal' in outcome) return setRefusal(outcome.refusal.message)
    if ('url' in outcome.payload) setUrl(outcome.payload.url)
  }
  if (url !== null) {
    return (
      <Anchor href={url} target="_blank" rel="noreferrer">
        Sign in to LinkedIn in a new tab
      </Anchor>
    )
  }
  return (
    <Stack gap="sm" align="flex-end">
      <Button onClick={() => void requestLink()} disabled={connect.isBusy}>
        Connect account
      </Button>
      {refusal && (
        <Alert color="orange" variant="outline" role="alert" maw={420}>
          {refusal}
        </Alert>
      )}
    </Stack>
  )
}
