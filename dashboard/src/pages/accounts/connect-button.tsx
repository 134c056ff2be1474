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

/** Makes a page on which an account is connected, and leads there; where there is none, it says why in place. */
export function ConnectButton() {
  const connect = useAction(Connect)
  const [page, setPage] = useState<string | null>(null)
  const [refusal, setRefusal] = useState<string | null>(null)
  const ask = async () => {
    const outcome = await connect.attempt({})
    if ('refusal' in outcome) return setRefusal(outcome.refusal.message)
    if ('url' in outcome.payload) setPage(outcome.payload.url)
  }
  if (page !== null) {
    return (
      <Anchor href={page} target="_blank" rel="noreferrer">
        Sign in to LinkedIn in a new tab
      </Anchor>
    )
  }
  return (
    <Stack gap="sm" align="flex-end">
      <Button onClick={() => void ask()} disabled={connect.isBusy}>
        Connect an account
      </Button>
      {refusal && (
        <Alert color="orange" variant="outline" role="alert" maw={420}>
          {refusal}
        </Alert>
      )}
    </Stack>
  )
}
