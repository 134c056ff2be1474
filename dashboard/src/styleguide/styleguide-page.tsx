import { Box, MantineProvider, SimpleGrid, Stack, Title } from '@mantine/core'
import { Provider } from 'urql'
import { uncachedClient } from '../api/client.ts'
import { cssVariables, theme } from '../design/theme.ts'
import type { Scheme } from '../design/tokens.ts'
import { Foundations } from './foundations.tsx'
import { Parts } from './parts.tsx'
import { Runs } from './runs.tsx'

const schemes = ['light', 'dark'] as const

/** Every component in both color schemes. Only in development. */
export default function StyleguidePage() {
  return (
    <Provider value={uncachedClient}>
      <Box component="main">
        <title>Styleguide · Leadstream</title>
        <Title order={1} size="h2" p="lg">
          Styleguide
        </Title>
        <SimpleGrid cols={{ base: 1, lg: 2 }} spacing={0}>
          {schemes.map((scheme) => (
            <InScheme key={scheme} scheme={scheme} />
          ))}
        </SimpleGrid>
      </Box>
    </Provider>
  )
}

function InScheme({ scheme }: { scheme: Scheme }) {
  const id = `styleguide-${scheme}`
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      forceColorScheme={scheme}
      cssVariablesSelector={`#${id}`}
      getRootElement={() => document.getElementById(id) ?? undefined}
    >
      <Box
        id={id}
        data-mantine-color-scheme={scheme}
        p="lg"
        bg="var(--leadstream-page)"
        c="var(--mantine-color-text)"
        component="section"
        aria-label={scheme}
      >
        <Stack gap="xl">
          <Foundations scheme={scheme} />
          <Parts />
          <Runs />
        </Stack>
      </Box>
    </MantineProvider>
  )
}
