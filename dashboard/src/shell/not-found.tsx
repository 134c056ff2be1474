import { Anchor, Text } from '@mantine/core'
import { Link } from 'react-router'
import { Page } from '../components/page.tsx'

/** What stands at a path of ours that has no page. */
export function NotFound() {
  return (
    <Page title="Nothing is here">
      <Text>
        The address may be mistyped. Your imports are{' '}
        <Anchor component={Link} to="/imports" underline="always">
          here
        </Anchor>
        .
      </Text>
    </Page>
  )
}
