import { setTimeout as delay } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import sharp from 'sharp'

interface Frame {
  readonly image: Buffer
  /** Milliseconds. */
  readonly delay: number
}

/** Width of the recording in pixels. */
const width = 900
/** Between two frames of what moves, in milliseconds. */
const interval = 200
/** How long a result is shown, in milliseconds. */
const pause = 2_000
/** The recording is in the README, which is to load fast; in bytes. */
const maxSize = 1_500_000

/** Records the import of a file, from its drop on the page to its end, as an animated WebP. Throws if it is too large. */
export async function recordImport(page: Page, { name, content }: { name: string; content: string }, path: string) {
  const frames: Frame[] = []
  const take = async (milliseconds: number) => {
    const image = await sharp(await page.screenshot())
      .resize({ width })
      .png()
      .toBuffer()
    frames.push({ image, delay: milliseconds })
  }
  await page.goto('/new-import')
  await page.getByRole('heading', { name: 'Drop a file here' }).waitFor()
  await page.evaluate('document.fonts.ready')
  await take(pause / 2)
  const dataTransfer = await page.evaluateHandle(`(() => {
    const transfer = new DataTransfer()
    transfer.items.add(new File([${JSON.stringify(content)}], ${JSON.stringify(name)}))
    return transfer
  })()`)
  await page.dispatchEvent('main', 'dragover', { dataTransfer })
  await page.getByText('Drop to preview').waitFor()
  await take(pause / 2)
  await page.dispatchEvent('main', 'drop', { dataTransfer })
  await page.getByText(/^Uses .* credits$/).waitFor()
  await take(pause * 2)
  await page.getByRole('button', { name: 'Start import' }).click()
  await page.getByRole('heading', { name: 'Imports', level: 1 }).waitFor()
  await page.getByRole('progressbar').waitFor()
  const end = page.getByRole('region', { name: /^Ended: / })
  while (!(await end.isVisible())) {
    await take(interval)
    await delay(interval)
  }
  await take(pause * 2)
  const { size } = await sharp(
    frames.map(({ image }) => image),
    { join: { animated: true } },
  )
    .webp({ quality: 60, delay: frames.map((frame) => frame.delay), loop: 0, effort: 5 })
    .toFile(path)
  if (size > maxSize) throw new Error(`The recording has ${size} bytes, more than ${maxSize}: take fewer frames.`)
}
