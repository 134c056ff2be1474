import { AreaChart } from '@mantine/charts'
import '@mantine/charts/styles.css'
import { dateTime, number, pluralize } from '../../components/format.ts'
import type { LedgerEntryFragment } from '../../gql/graphql.ts'

/** A chart of the balance over its latest changes. */
export default function BalanceChart({
  balance,
  entries,
}: {
  balance: number
  entries: readonly LedgerEntryFragment[]
}) {
  const changes = entries.filter(({ amount }) => amount !== 0)
  const sumOfNewest = (count: number) => changes.slice(0, count).reduce((sum, { amount }) => sum + amount, 0)
  const points = changes.map(({ createdAt }, at) => ({ when: dateTime(createdAt), Balance: balance - sumOfNewest(at) }))
  const label = `Balance over the last ${pluralize(changes.length, 'change')}: from ${number(points.at(-1)?.Balance ?? 0)} to ${number(balance)}`
  return (
    <div role="img" aria-label={label}>
      <AreaChart
        h={200}
        data={points.toReversed()}
        dataKey="when"
        series={[{ name: 'Balance', color: 'indigo.6' }]}
        curveType="stepAfter"
        valueFormatter={number}
        withDots={false}
        areaProps={{ isAnimationActive: false }}
        areaChartProps={{ accessibilityLayer: false }}
      />
    </div>
  )
}
