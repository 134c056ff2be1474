import { execFile } from 'node:child_process'
import { judgeAudit } from './judge-audit.ts'

/** High findings that do no harm here: the address of each advisory, and why. */
const accepted: Readonly<Record<string, string>> = {}

// It ends with 1 where it has found something, and its answer counts all the same.
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
