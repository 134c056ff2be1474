import { existsSync } from 'node:fs'
import packed from '@sparticuz/chromium'
import { type Browser, chromium, type LaunchOptions } from 'playwright-core'

/** Launches the first browser that works; returns null and the reason if there is none. */
export async function launch(): Promise<{ browser: Browser | null; reason: string }> {
  const failures: string[] = []
  for (const candidate of candidates()) {
    try {
      return { browser: await chromium.launch({ timeout: 120_000, ...(await candidate()) }), reason: '' }
    } catch (error) {
      failures.push(String(error).split('\n')[0] ?? '')
    }
  }
  return { browser: null, reason: `No browser could be launched: ${failures.join(' ')}` }
}

/** The packaged Chromium, which is Linux only, then installed browsers. */
function* candidates(): Generator<() => Promise<LaunchOptions>> {
  if (process.platform === 'linux') {
    // These weaken web security or run all tabs in one process.
    const odd = ['--single-process', '--no-zygote', '--disable-web-security', '--allow-running-insecure-content']
    // Without a graphics card, the processor would have to imitate one, which costs five times as much as drawing without.
    const graphics = ['--in-process-gpu', '--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader']
    const args = packed.args.filter((arg) => ![...odd, ...graphics].includes(arg)).concat('--disable-gpu')
    yield async () => ({ executablePath: await packed.executablePath(), args })
  }
  yield async () => ({ channel: 'chrome' })
  for (const executablePath of ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']) {
    if (existsSync(executablePath)) yield async () => ({ executablePath, args: ['--no-sandbox'] })
  }
}
