import { Anchor } from '@mantine/core'
import { Link } from 'react-router'
import { dateTime } from '../../../components/format.ts'
import { graphql } from '../../../gql/gql.ts'
import type { RunLinkFragment } from '../../../gql/graphql.ts'
import { kindLabels } from '../../../runs/run.ts'

graphql(`
  fragment RunLink on ImportRun {
    id
    kind
    createdAt
    list { id }
  }
`)

/** A link to an import. */
export function RunLink({ run: { id, kind, createdAt, list } }: { run: RunLinkFragment }) {
  const label = `${kindLabels[kind]}, ${dateTime(createdAt)}`
  if (!list) return label
  return (
    <Anchor component={Link} to={`/lists/${list.id}/imports?run=${id}`} inherit>
      {label}
    </Anchor>
  )
}
