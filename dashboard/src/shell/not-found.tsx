import { Anchor, Text } from '@mantine/core'
import { Link } from 'react-router'
import { Page } from '../components/page.tsx'

/** The page for unknown addresses. */
export function NotFound() {
  return (
    <Page title="Page not found">
      <Text>
        Check the address, or go to{' '}
        <Anchor component={Link} to="/imports" underline="always">
          your imports
        </Anchor>
        .
      </Text>
    </Page>
  )
}
