import { Chip, Group } from '@mantine/core'
import { number } from '../../components/format.ts'
import type { LedgerReasonsQuery } from '../../gql/graphql.ts'

type Reason = NonNullable<LedgerReasonsQuery['importRun']>['outcomeReasons'][number]

interface Props {
  reasons: readonly Reason[]
  value: string[]
  onChange(codes: string[]): void
}

/** Narrows a ledger down to some reasons; nothing where there is one alone. */
export function ReasonChips({ reasons, value, onChange }: Props) {
  const counts = new Map<string, number>()
  for (const { code, count } of reasons) counts.set(code, (counts.get(code) ?? 0) + count)
  return (
    <Chip.Group multiple value={value} onChange={onChange}>
      <Group gap="xs" role="group" aria-label="Reasons" mih={28}>
        {counts.size > 1 &&
          [...counts].map(([code, count]) => (
            <Chip key={code} value={code} variant="outline" size="xs" className="number">
              {wordsFor(code)} {number(count)}
            </Chip>
          ))}
      </Group>
    </Chip.Group>
  )
}

/** A code as it is read: SAME_EMAIL is "Same email". */
function wordsFor(code: string): string {
  const words = code.replaceAll('_', ' ').toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}
