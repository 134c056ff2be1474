import type { FakeAnswer } from '../../fake/fake-server.ts'
import { type Fault, type ProblemType, problemStatus } from './faults.ts'

/** Returns a problem as Unipile would send it. */
export function problemAnswer(type: ProblemType, fault?: Fault): FakeAnswer {
  const status = problemStatus[type]
  const title = type.replaceAll('_', ' ')
  const detail = fault?.detail ?? `The fake server returned: ${title}.`
  return {
    status,
    body: { title, detail, instance: '/api/v1', type: `errors/${type}`, status },
    ...(fault?.retryAfter === undefined ? {} : { headers: { 'retry-after': fault.retryAfter } }),
  }
}
