/**
 * Takes the pictures of docs/pictures: every view of a run, light and dark.
 *
 *     node dashboard/pictures.ts RUNS_DIR RUN RUN_WITH_MODELS
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { openBrowser } from './fixtures/browser.ts'
import { openDashboard } from './server/serve.ts'

const [folder = 'runs', run = '', asking = run] = process.argv.slice(2)
const out = join(import.meta.dirname, '../docs/pictures')
mkdirSync(out, { recursive: true })

const views: readonly (readonly [name: string, address: string])[] = [
  ['runs', '#/'],
  ['summary', `#/run/${run}`],
  ['progress', `#/run/${run}/progress`],
  ['lineage', `#/run/${run}/lineage`],
  ['cells', `#/run/${run}/cells`],
  ['program', `#/run/${run}/program?diff=initial`],
  ['calls', `#/run/${asking}/calls`],
  ['work', `#/run/${run}/work`],
]

const dashboard = await openDashboard({ folder, steer: async () => {} })
const browser = await openBrowser()
try {
  for (const colorScheme of ['light', 'dark'] as const) {
    const page = await browser.newPage({ viewport: { width: 1180, height: 800 }, colorScheme })
    await page.goto(`${dashboard.url}#/run/${run}/progress`)
    await page.getByText(/^record /).waitFor()
    for (const [name, address] of views) {
      await page.goto(`${dashboard.url}${address}`)
      await page.locator('h1').waitFor()
      await page.waitForTimeout(2500)
      await page.screenshot({ path: join(out, `${name}-${colorScheme}.png`) })
    }
    await page.close()
  }
} finally {
  await browser.close()
  await dashboard.close()
}
