import { Anchor, Paper, Stack, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { CodeBlock } from '../../components/code-block.tsx'

const { origin } = location

const curl = `curl ${origin}/graphql \\
  -H "Authorization: Bearer $LEADSTREAM_TOKEN" \\
  -H "Content-Type: application/json" \\
  -d '{"query": "{ viewer { name credits { available } } }"}'`

const client = `import { createClient } from '@leadstream/client'

const client = createClient({ url: '${origin}/graphql', token: process.env.LEADSTREAM_TOKEN })
const { runId } = await client.importFile(file, { name: 'Event attendees' })
for await (const { status, counts } of client.watchRun(runId)) console.log(status, counts)`

const mcp = JSON.stringify(
  {
    mcpServers: {
      leadstream: { type: 'http', url: `${origin}/mcp`, headers: { Authorization: 'Bearer ls_…' } },
    },
  },
  null,
  2,
)

/** How programs and agents connect to this server. */
export function DevelopersTab() {
  return (
    <Stack gap="lg">
      <Part title="Endpoint">
        <CodeBlock label="Endpoint">{`${origin}/graphql`}</CodeBlock>
        <Text c="dimmed">
          Try operations in{' '}
          <Anchor href="/graphql" target="_blank" rel="noreferrer" underline="always">
            GraphiQL
          </Anchor>
          . Programs that don’t speak GraphQL use the{' '}
          <Anchor href="/api/openapi.json" target="_blank" rel="noreferrer" underline="always">
            REST API
          </Anchor>
          .
        </Text>
      </Part>
      <Part title="Token">
        <Text>
          Programs sign in with a token. Give each one its own, with no more permissions than it needs.{' '}
          <Anchor component={Link} to="/settings/tokens" underline="always">
            Create a token
          </Anchor>
        </Text>
      </Part>
      <Part title="curl">
        <CodeBlock label="curl">{curl}</CodeBlock>
      </Part>
      <Part title="TypeScript">
        <CodeBlock label="TypeScript">{client}</CodeBlock>
      </Part>
      <Part title="Agents">
        <Text>Agents connect to the tools at this address, over the Model Context Protocol.</Text>
        <CodeBlock label="Address for agents">{`${origin}/mcp`}</CodeBlock>
        <CodeBlock label="Configuration for agents">{mcp}</CodeBlock>
      </Part>
    </Stack>
  )
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Paper withBorder p="lg" component="section">
      <Stack gap="sm">
        <Title order={2} size="h4">
          {title}
        </Title>
        {children}
      </Stack>
    </Paper>
  )
}
