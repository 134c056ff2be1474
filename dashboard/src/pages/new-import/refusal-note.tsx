import { Alert, Anchor, Text } from '@mantine/core'
import { Link } from 'react-router'

const links: Record<string, { to: string; label: string }> = {
  INSUFFICIENT_CREDITS: { to: '/credits', label: 'View credits' },
  SALES_NAV_ACCOUNT_REQUIRED: { to: '/accounts', label: 'Connect an account' },
}

/** Shows why an import was refused, with a link to the page that helps. */
export function RefusalNote({ refusal: { code, message } }: { refusal: { code: string; message: string } }) {
  const link = links[code]
  return (
    <Alert color="red" variant="outline" role="alert" p="sm">
      <Text size="sm">
        <bdi>{message}</bdi>
      </Text>
      {link && (
        <Anchor component={Link} to={link.to} size="sm" fw={600}>
          {link.label}
        </Anchor>
      )}
    </Alert>
  )
}
