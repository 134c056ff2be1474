import { Alert, Button, Center, Code, Loader, Paper, PasswordInput, Stack, Text, Title } from '@mantine/core'
import { type FormEvent, useEffect, useState } from 'react'
import { Navigate, useLocation, useNavigate } from 'react-router'
import { useSession } from '../../session/session.tsx'
import { beginSession, type SignInOutcome } from '../../session/session-requests.ts'

const codePattern = /^#code=([\w-]+)$/
// A code works once, but React may run an effect twice.
const usedCodes = new Set<string>()

/** Signs in with the code of a link or with a pasted token. */
export default function SignInPage() {
  const { current, hasExpired, signIn } = useSession()
  const { hash, state } = useLocation()
  const navigate = useNavigate()
  const code = codePattern.exec(hash)?.[1]
  const [isBusy, setBusy] = useState(code !== undefined)
  const [refusal, setRefusal] = useState<string | null>(null)
  const [pasted, setPasted] = useState('')

  const finish = (outcome: SignInOutcome) => {
    setBusy(false)
    if ('session' in outcome) return signIn(outcome.session)
    setRefusal(outcome.refusal)
  }
  useEffect(() => {
    // The answer to the reading of an earlier session would set its cookie again.
    if (code === undefined || current === undefined || usedCodes.has(code)) return
    usedCodes.add(code)
    // Remove the code from the address bar and the history before using it.
    navigate('/sign-in', { replace: true, state })
    setBusy(true)
    void beginSession({ code }).then(finish)
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const token = pasted.trim().replace(/^bearer\s+/i, '')
    // Other characters can't be sent in a header.
    if (!/^[!-~]+$/.test(token)) return setRefusal('This is not a token. A token starts with ls_ and has no spaces.')
    setBusy(true)
    setRefusal(null)
    void beginSession({ token }).then(finish)
  }

  if (current && code === undefined && !isBusy) return <Navigate to={redirectedFrom(state) ?? '/imports'} replace />
  return (
    <Center component="main" mih="100vh" p="md">
      <title>Sign in · Leadstream</title>
      <Paper withBorder shadow="sm" p="xl" w="100%" maw={440}>
        <Stack component="form" onSubmit={submit} gap="md">
          <Stack gap={6}>
            <img src="/favicon.svg" alt="" width={40} height={40} />
            <Title order={1} size="h3">
              Sign in to Leadstream
            </Title>
          </Stack>
          {hasExpired && !refusal && (
            <Alert color="orange" variant="outline" role="status">
              Your session has ended. Sign in again.
            </Alert>
          )}
          {refusal && (
            <Alert color="red" variant="outline" role="alert">
              {refusal}
            </Alert>
          )}
          <PasswordInput
            label="Token"
            description="Starts with ls_. Kept until you close the browser."
            value={pasted}
            onChange={(event) => setPasted(event.currentTarget.value)}
            autoComplete="off"
            spellCheck={false}
            required
            withAsterisk={false}
            visibilityToggleButtonProps={{ 'aria-label': 'Show or hide token' }}
          />
          <Button type="submit" disabled={isBusy} fullWidth>
            {isBusy ? <Loader size="xs" color="currentColor" aria-label="Signing in" /> : 'Sign in'}
          </Button>
          <Text size="sm" c="dimmed">
            No token? Ask the administrator of this server for a sign-in link:{' '}
            <Code>npm run -s cli -- user sign-in you@example.com</Code>
          </Text>
        </Stack>
      </Paper>
    </Center>
  )
}

/** Returns the address that the user was redirected from. */
function redirectedFrom(state: unknown): string | null {
  if (typeof state !== 'object' || state === null || !('from' in state)) return null
  return typeof state.from === 'string' ? state.from : null
}
