import * as z from 'zod'

const release = z.object({
  jobVersion: z.int(),
  /** The type of each field of each task's payload, with a question mark if it is optional. */
  payloads: z.record(z.string(), z.record(z.string(), z.string())),
})
const object = z.looseObject({
  properties: z.record(z.string(), z.looseObject({})).default({}),
  required: z.array(z.string()).default([]),
})

/** The jobs of a release. */
export type JobRelease = z.output<typeof release>

/** Reads released-jobs.json. */
export function parseJobs(text: string): JobRelease {
  return release.parse(JSON.parse(text))
}

/** Describes the jobs of a version of the program. */
export function describeJobs(jobVersion: number, catalog: Readonly<Record<string, z.ZodType>>): JobRelease {
  const payloads = Object.entries(catalog).map(([task, schema]) => {
    const { properties, required } = object.parse(z.toJSONSchema(schema, { io: 'input' }))
    const fields = Object.entries(properties).map(([field, { type, format }]) => {
      const name = String(format ?? type)
      return [field, required.includes(field) ? name : `${name}?`]
    })
    return [task, Object.fromEntries(fields)]
  })
  return release.parse({ jobVersion, payloads: Object.fromEntries(payloads) })
}

const isOptional = (type: string | undefined) => type === undefined || type.endsWith('?')
const baseOf = (type: string) => type.replace('?', '')

/** Returns the tasks and fields because of which jobs that wait during an upgrade would be lost. */
export function lostJobs(before: JobRelease, after: JobRelease): string[] {
  return Object.entries(before.payloads).flatMap(([task, old]) => {
    const now = after.payloads[task]
    if (now === undefined) return [task]
    const lost = Object.entries(now).filter(([field, type]) => {
      const was = old[field]
      return (!isOptional(type) && isOptional(was)) || (was !== undefined && baseOf(was) !== baseOf(type))
    })
    return lost.map(([field]) => `${task}.${field}`)
  })
}

/** Returns the fields of new jobs that a worker of the release before would ignore or miss, unless their version tells it to leave them. */
export function misreadJobs(before: JobRelease, after: JobRelease): string[] {
  if (after.jobVersion > before.jobVersion) return []
  return Object.entries(before.payloads).flatMap(([task, old]) => {
    const now = after.payloads[task] ?? old
    const added = Object.keys(now).filter((field) => !Object.hasOwn(old, field))
    const missing = Object.keys(old).filter((field) => !isOptional(old[field]) && isOptional(now[field]))
    return [...added, ...missing].map((field) => `${task}.${field}`)
  })
}
