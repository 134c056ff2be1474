import { writeFileSync } from 'node:fs'
import { renderConfiguration, renderExample } from './configuration.ts'

writeFileSync(new URL('../configuration.md', import.meta.url), renderConfiguration())
writeFileSync(new URL('../../.env.example', import.meta.url), renderExample())
