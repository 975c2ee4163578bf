/** Makes `dist`: the package's JavaScript and types, the page, and the files that the engine reads at run time. */
import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { loadPage } from '../dashboard/bundle.ts'

const root = join(import.meta.dirname, '..')
const dist = join(root, 'dist')

/** Folders that the engine reads at run time. Problems and drivers stay TypeScript, so that their content has the same hash as in a clone. */
const READ = ['problems', 'authoring/kit/drivers', 'proposers/model/templates', 'evaluators/command/harness']

/** A module that is named by its address; tsc rewrites `import` alone. */
const ADDRESS = /new URL\('([^']+)\.ts', import\.meta\.url\)/g

/** Files of a folder that git tracks, so that nothing a user put there is shipped; all files where git knows none, as in an unpacked archive. */
function filesOf(folder: string): string[] {
  let tracked = ''
  try {
    tracked = execFileSync('git', ['ls-files', '-z', '--', folder], { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  } catch {
    // no git, or no clone
  }
  if (tracked !== '') return tracked.split('\0').filter((path) => path !== '' && existsSync(join(root, path)))
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
}

/** Tests and settings of a problem's folder are for those who work on it. */
const isRead = (path: string): boolean => !path.endsWith('.test.ts') && !path.endsWith('tsconfig.json')

/** Compiles what the package's entries reach, and nothing else: what a user keeps in a clone is not among it. */
function compile(into: string): void {
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  if (!existsSync(tsc)) throw new Error('typescript is missing: run `npm install` without --omit=dev')
  execFileSync(process.execPath, [tsc, '-p', join(root, 'tsconfig.build.json'), '--outDir', into], { stdio: ['ignore', 2, 2] })
  for (const name of readdirSync(into, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.js'))) {
    const file = join(into, name)
    const text = readFileSync(file, 'utf8')
    for (const [, path = ''] of text.matchAll(ADDRESS)) {
      if (!existsSync(join(dirname(file), `${path}.js`)))
        throw new Error(`${name} names ${path}.ts: add it to the files of tsconfig.build.json`)
    }
    const mended = text.replaceAll(ADDRESS, "new URL('$1.js', import.meta.url)")
    if (mended !== text) writeFileSync(file, mended)
  }
}

async function build(into: string): Promise<void> {
  compile(into)
  for (const path of READ.flatMap(filesOf).filter(isRead)) {
    mkdirSync(dirname(join(into, path)), { recursive: true })
    cpSync(join(root, path), join(into, path))
  }
  const { html, script, style } = await loadPage()
  writeFileSync(join(into, 'dashboard/page.json'), JSON.stringify({ html, script, style }))
}

// Whoever reads the package meanwhile finds the old one or the new one.
const draft = `${dist}.${process.pid}`
try {
  await build(draft)
  rmSync(dist, { recursive: true, force: true })
  renameSync(draft, dist)
} finally {
  rmSync(draft, { recursive: true, force: true })
}
