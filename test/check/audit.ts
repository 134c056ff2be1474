import { execFile } from 'node:child_process'
import { judgeAudit } from './judge-audit.ts'

/** Accepted advisories of high severity: the URL of each, and why it does no harm here. */
const accepted: Readonly<Record<string, string>> = {}

// `npm audit` exits with 1 if it has found something, so its output is read anyway.
const json = await new Promise<string>((resolve) => {
  execFile('npm', ['audit', '--omit=dev', '--json'], { shell: process.platform === 'win32' }, (_error, stdout) =>
    resolve(stdout),
  )
})
const judgement = judgeAudit(json, accepted)
if ('unanswered' in judgement) {
  process.stdout.write(`The dependencies were NOT audited: the registry does not answer (${judgement.unanswered}).\n`)
} else if (judgement.findings.length > 0) {
  process.stdout.write(`High findings in dependencies:\n${judgement.findings.join('\n')}\n`)
  process.exitCode = 1
} else process.stdout.write('No high findings in the dependencies.\n')
