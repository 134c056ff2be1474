import { BarChart } from '@mantine/charts'
import '@mantine/charts/styles.css'
import { day, number, pluralize } from '../../components/format.ts'
import { toneColor } from '../../design/tokens.ts'
import type { UsageDay } from './usage-days.ts'

/** The credits used on each day as a chart. */
export default function UsageChart({ days }: { days: readonly UsageDay[] }) {
  const total = days.reduce((sum, { credits }) => sum + credits, 0)
  return (
    <div role="img" aria-label={`${pluralize(total, 'credit')} used in the last ${days.length} days`}>
      <BarChart
        h={180}
        data={days.map(({ date, credits }) => ({ day: day(date), Credits: credits }))}
        dataKey="day"
        series={[{ name: 'Credits', color: toneColor('success') }]}
        valueFormatter={number}
        barProps={{ isAnimationActive: false }}
        barChartProps={{ accessibilityLayer: false }}
      />
    </div>
  )
}
