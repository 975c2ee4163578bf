import { hash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type * as Vite from 'vite'
import { TernateError } from '../engine/contracts/fault.ts'

/** The built page. */
export interface Page {
  readonly html: string
  readonly script: string
  readonly style: string
}

const SOURCE = fileURLToPath(new URL('./page', import.meta.url))
const SHARED = ['./api-types.ts', '../engine/contracts/visible.ts'].map((name) => fileURLToPath(new URL(name, import.meta.url)))
const BUILT = join(SOURCE, 'built.json')
/** Where a package has the page; it has none of the sources. */
const SHIPPED = fileURLToPath(new URL('./page.json', import.meta.url))

/** Changes whenever a source of the page does. */
function stampOf(): string {
  const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(tsx?|css|html)$/.test(name))
    .sort()
  return hash('sha256', [...SHARED, ...files.map((name) => join(SOURCE, name))].map((file) => readFileSync(file, 'utf8')).join('\0'), 'hex')
}

/** The page as it was built from these sources. */
function builtPage(stamp: string): Page | undefined {
  if (!existsSync(BUILT)) return undefined
  const built = JSON.parse(readFileSync(BUILT, 'utf8')) as Page & { readonly stamp: string }
  return built.stamp === stamp ? built : undefined
}

/** Builds the page with vite: one script and one style sheet. */
async function buildPage(): Promise<Page> {
  let vite: typeof Vite
  try {
    vite = await import('vite')
  } catch (cause) {
    throw new TernateError(
      'PAGE_UNBUILT',
      'the page has not been built, and vite is not here to build it',
      'Run `npm install` in the clone.',
      {
        cause,
      },
    )
  }
  const made = await vite.build({
    root: SOURCE,
    configFile: false,
    logLevel: 'error',
    // as for users, whatever NODE_ENV says: a page built by a test is kept, too
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact', development: false } },
    build: {
      write: false,
      target: 'es2022',
      modulePreload: false,
      cssCodeSplit: false,
      rolldownOptions: { input: join(SOURCE, 'main.tsx') },
    },
  })
  const { output } = (Array.isArray(made) ? made[0] : made) as Extract<typeof made, { output: unknown }>
  const script = output.find((part) => part.type === 'chunk')?.code ?? ''
  const sheet = output.find((part) => part.type === 'asset' && part.fileName.endsWith('.css'))
  const style = sheet?.type === 'asset' ? String(sheet.source) : ''
  return { html: readFileSync(join(SOURCE, 'page.html'), 'utf8'), script, style }
}

/**
 * The page: as it was shipped with a package; in a clone built on first use and again when its sources have changed, a second's work, kept in a
 * file beside them where one can be written.
 *
 * @throws TernateError `PAGE_UNBUILT` when it was not built and cannot be
 */
export async function loadPage(): Promise<Page> {
  if (existsSync(SHIPPED)) return JSON.parse(readFileSync(SHIPPED, 'utf8')) as Page
  const stamp = stampOf()
  const built = builtPage(stamp)
  if (built !== undefined) return built
  const page = await buildPage()
  try {
    const draft = `${BUILT}.${process.pid}`
    mkdirSync(SOURCE, { recursive: true })
    writeFileSync(draft, JSON.stringify({ stamp, ...page }))
    renameSync(draft, BUILT)
  } catch {
    // Where nothing can be written it is built every time.
  }
  return page
}
