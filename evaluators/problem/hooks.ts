import { registerHooks } from 'node:module'
import { join, relative, sep } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { readText } from '../../disk/read.ts'
import { TernateError } from '../../engine/contracts/fault.ts'
import { holdsResults, isForeign } from './folder.ts'

const door = new URL('./door.ts', import.meta.url).href
const folders: string[] = []

/** Bytes of a module that is looked into. */
const LARGEST = 16_000_000

/** Whether a module in a problem's folder lies where the folder's hash does not look. Packages that it brings along are its own affair. */
function isLeftOut(home: string, url: string): boolean {
  const root = fileURLToPath(home)
  const names = relative(root, fileURLToPath(url)).split(sep)
  if (names.includes('node_modules')) return false
  return names.some((name, k) => isForeign(name) || (k < names.length - 1 && holdsResults(join(root, ...names.slice(0, k + 1)))))
}

/** Whether a text is written as a module is, although a `package.json` beside it says `"type": "commonjs"`, as `npm init` writes it. */
function isModule(url: string): boolean {
  const read = readText(fileURLToPath(url), LARGEST)
  return read.ok && /^[ \t]*(?:import|export)\b/m.test(read.content) && !/^[ \t]*module\.exports\b/m.test(read.content)
}

/**
 * Makes `import 'ternate'` work in a problem's folder, wherever it lies, and keeps the folder closed: its hash names
 * everything that judges a program, so a module outside it may not be imported. Module hooks are not inherited: each thread registers its own.
 */
export function openFolder(folder: string): void {
  const root = `${pathToFileURL(folder).href}/`
  if (folders.includes(root)) return
  folders.push(root)
  if (folders.length > 1) return
  registerHooks({
    resolve(specifier, context, nextResolve) {
      const home = folders.find((candidate) => context.parentURL?.startsWith(candidate))
      if (home === undefined) return nextResolve(specifier, context)
      if (specifier === 'ternate') return { url: door, format: 'module-typescript', shortCircuit: true }
      const resolved = nextResolve(specifier, context)
      if (resolved.url.startsWith('file:') && !resolved.url.startsWith(home)) {
        throw new TernateError(
          'PROBLEM_IMPORT',
          `${fileURLToPath(context.parentURL ?? home)} imports ${JSON.stringify(specifier)}, which lies outside the problem's folder`,
          'Copy what the problem needs into its folder: its hash must name everything that judges a program.',
        )
      }
      if (resolved.url.startsWith('file:') && isLeftOut(home, resolved.url)) {
        throw new TernateError(
          'PROBLEM_IMPORT',
          `${fileURLToPath(context.parentURL ?? home)} imports ${JSON.stringify(specifier)}, which the problem's hash leaves out`,
          'Give it a place in the folder that is no run and whose names begin with no dot: the hash must name everything that judges a program.',
        )
      }
      return resolved
    },
    load(url, context, nextLoad) {
      const { format } = context
      const isHeld = format === 'commonjs' || format === 'commonjs-typescript'
      if (!isHeld || !folders.some((folder) => url.startsWith(folder)) || !isModule(url)) return nextLoad(url, context)
      return nextLoad(url, { ...context, format: format === 'commonjs' ? 'module' : 'module-typescript' })
    },
  })
}
