import { writeFileSync } from 'node:fs'
import { Session } from 'node:inspector'

// Loaded by the server's process before its program: on SIGUSR2 begins a profile, which is written when the process exits.
process.once('SIGUSR2', () => {
  const session = new Session()
  session.connect()
  session.post('Profiler.enable')
  session.post('Profiler.start')
  process.once('exit', () => {
    session.post('Profiler.stop', (_error, { profile }) => {
      writeFileSync(process.env.BENCH_PROFILE, JSON.stringify(profile))
    })
  })
})
