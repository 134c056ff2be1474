import { Alert, Anchor, Text } from '@mantine/core'
import { Link } from 'react-router'

const ways: Record<string, { to: string; label: string }> = {
  INSUFFICIENT_CREDITS: { to: '/credits', label: 'Your credits' },
  SALES_NAV_ACCOUNT_REQUIRED: { to: '/accounts', label: 'Your LinkedIn accounts' },
}

/** Says why an import did not start, in the API's words, and leads to where something can be done about it. */
export function Refused({ refusal: { code, message } }: { refusal: { code: string; message: string } }) {
  const way = ways[code]
  return (
    <Alert color="red" variant="outline" role="alert" p="sm">
      <Text size="sm">{message}</Text>
      {way && (
        <Anchor component={Link} to={way.to} size="sm" fw={600}>
          {way.label}
        </Anchor>
      )}
    </Alert>
  )
}
