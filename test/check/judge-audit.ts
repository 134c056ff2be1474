import * as z from 'zod'

const advisory = z.object({ title: z.string(), url: z.string(), severity: z.string() })
const reportShape = z.object({
  vulnerabilities: z.record(z.string(), z.object({ via: z.array(z.union([z.string(), advisory])) })),
})
const failureShape = z.union([
  z.object({ message: z.string() }).transform(({ message }) => message),
  z.object({ error: z.object({ summary: z.string() }) }).transform(({ error }) => error.summary),
])

/** The findings of `npm audit`, or why it could not run. */
export type Judgement = { findings: string[] } | { unanswered: string }

/**
 * Reads the JSON of `npm audit`: the advisories of high or critical severity, but for those that `accepted` names by their
 * address with the reason why they do no harm here.
 */
export function judgeAudit(json: string, accepted: Readonly<Record<string, string>>): Judgement {
  const report: unknown = JSON.parse(json)
  const { data: answered } = reportShape.safeParse(report)
  if (!answered) return { unanswered: failureShape.parse(report) }
  const findings = Object.entries(answered.vulnerabilities).flatMap(([name, { via }]) =>
    via.flatMap((cause) =>
      typeof cause !== 'string' && ['high', 'critical'].includes(cause.severity) && !Object.hasOwn(accepted, cause.url)
        ? [`${name}: ${cause.title} (${cause.severity}, ${cause.url})`]
        : [],
    ),
  )
  return { findings: [...new Set(findings)] }
}
