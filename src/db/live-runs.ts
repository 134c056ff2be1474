import type { ImportStatus } from './generated/enums.ts'

/** The statuses of a run that is not over. */
export const liveStatuses = ['QUEUED', 'RUNNING', 'PAUSED'] as const satisfies readonly ImportStatus[]

/** SQL condition: whether a row of `import_runs` is a run that is not over. */
export const isLiveRun = `import_runs.status IN (${liveStatuses.map((status) => `'${status}'`).join(', ')})`
