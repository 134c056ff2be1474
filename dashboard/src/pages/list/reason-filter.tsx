import { Chip, Group } from '@mantine/core'
import { number } from '../../components/format.ts'
import type { OutcomeReasonCode, SkippedReasonsQuery } from '../../gql/graphql.ts'

type Reason = NonNullable<SkippedReasonsQuery['importRun']>['outcomeReasons'][number]

interface Props {
  reasons: readonly Reason[]
  value: OutcomeReasonCode[]
  onChange(codes: OutcomeReasonCode[]): void
}

const labels: Readonly<Record<string, string>> = {
  SAME_LINKEDIN: 'Same LinkedIn profile',
  SAME_EMAIL: 'Same e-mail',
  SAME_NAME_AND_COMPANY: 'Same name and company',
  SAME_NAME_AND_LOCATION: 'Same name and location',
  SAME_NAME: 'Same name',
  SAME_DOMAIN: 'Same domain',
  BLOCKED_DOMAIN: 'Blocked domain',
  BLOCKED_NAME: 'Blocked company name',
  BROKEN_QUOTES: 'Broken quotation marks',
  SURPLUS_CELLS: 'Too many cells',
  NOTHING_IDENTIFIES: 'No name, e-mail or LinkedIn',
  OUT_OF_CREDITS: 'No credits left',
  ROW_OF_OTHER_LIST: 'Row of another list',
}

/** Filters skipped rows by reason; shows nothing if there is only one. */
export function ReasonFilter({ reasons, value, onChange }: Props) {
  const counts = new Map<OutcomeReasonCode, number>()
  for (const { code, count } of reasons) counts.set(code, (counts.get(code) ?? 0) + count)
  return (
    <Chip.Group
      multiple
      value={value}
      onChange={(codes) => onChange([...counts.keys()].filter((code) => codes.includes(code)))}
    >
      <Group gap="xs" role="group" aria-label="Reasons" mih={28}>
        {counts.size > 1 &&
          [...counts].map(([code, count]) => (
            <Chip key={code} value={code} variant="outline" size="xs" className="number">
              {reasonLabel(code)} {number(count)}
            </Chip>
          ))}
      </Group>
    </Chip.Group>
  )
}

/** Returns the label of a reason; makes a code of a newer server readable: SAME_PHONE becomes "Same phone". */
export function reasonLabel(code: string): string {
  const label = labels[code]
  if (label !== undefined) return label
  const words = code.replaceAll('_', ' ').toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}
