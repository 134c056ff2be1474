import { Anchor, Stack, Text, Title } from '@mantine/core'
import { Link } from 'react-router'
import { dateTime, number, pluralize } from '../../components/format.ts'
import { Texts } from '../../components/texts.tsx'
import { graphql } from '../../gql/gql.ts'
import type { MergedRowsFragment } from '../../gql/graphql.ts'
import { kindLabels } from '../../runs/run.ts'
import { reasonLabel } from './reason-filter.tsx'

graphql(`
  fragment MergedRows on ImportOutcomeConnection {
    totalCount
    nodes { rowNumber reasonCode cells run { ...RunLink } }
  }
`)

/** The rows that were merged into a person or a company, each with a link to it. Nothing if there are none. */
export function MergedRows({ merged: { nodes, totalCount } }: { merged: MergedRowsFragment }) {
  if (nodes.length === 0) return null
  const others = totalCount - nodes.length
  return (
    <Stack component="section" gap="xs">
      <Title order={3} size="h5">
        Merged rows
      </Title>
      {nodes.map(({ rowNumber, reasonCode, cells, run: { id, kind, createdAt, list } }) => {
        const label = `Row ${number(rowNumber)} · ${kindLabels[kind]}, ${dateTime(createdAt)}`
        return (
          <Stack key={`${id} ${rowNumber}`} gap={2}>
            {list ? (
              <Anchor component={Link} to={`/lists/${list.id}/skipped-rows?run=${id}&row=${rowNumber}`} size="sm">
                {label}
              </Anchor>
            ) : (
              <Text size="sm">{label}</Text>
            )}
            <Text size="sm">{reasonLabel(reasonCode)}</Text>
            <Text size="xs" c="dimmed" lineClamp={2}>
              <Texts texts={cells.filter((cell) => cell !== '')} />
            </Text>
          </Stack>
        )
      })}
      {others > 0 && (
        <Text size="sm" c="dimmed">
          And {pluralize(others, 'older row')}
        </Text>
      )}
    </Stack>
  )
}
