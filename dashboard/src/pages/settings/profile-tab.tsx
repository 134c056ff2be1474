import { Paper, Stack, Text } from '@mantine/core'
import { useQuery } from 'urql'
import { ErrorNote } from '../../components/error-note.tsx'
import { Loading } from '../../components/loading.tsx'
import { graphql } from '../../gql/gql.ts'

const Profile = graphql(`
  query Profile {
    viewer { id name email }
  }
`)

/** Who the user is. */
export function ProfileTab() {
  const [{ data, error }, refetch] = useQuery({ query: Profile })
  if (!data) {
    return error ? <ErrorNote error={error} onRetry={() => refetch({ requestPolicy: 'network-only' })} /> : <Loading />
  }
  const fields = { Name: data.viewer.name, 'E-mail': data.viewer.email }
  return (
    <Paper withBorder p="lg">
      <Stack gap="md" component="dl" m={0}>
        {Object.entries(fields).map(([label, value]) => (
          <div key={label}>
            <Text component="dt" size="xs" c="dimmed">
              {label}
            </Text>
            <Text component="dd" m={0} style={{ overflowWrap: 'anywhere' }}>
              <bdi>{value}</bdi>
            </Text>
          </div>
        ))}
      </Stack>
      <Text c="dimmed" mt="md">
        To change these, ask the administrator of this server.
      </Text>
    </Paper>
  )
}
