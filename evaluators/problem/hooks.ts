import { readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { extname } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { TernateError } from '../../engine/contracts/fault.ts'
import { stripTypes } from '../../language/parse.ts'

const door = new URL('./door.ts', import.meta.url).href
const folders: string[] = []

/** What the files of a problem are: modules, whatever a package.json around them says of its own. */
const FORMATS: Readonly<Record<string, string>> = {
  '.ts': 'module-typescript',
  '.mts': 'module-typescript',
  '.js': 'module',
  '.mjs': 'module',
}

/** The opened folder that an address lies in. */
const homeOf = (url: string | undefined): string | undefined => folders.find((folder) => url?.startsWith(folder))

/**
 * Makes `import 'ternate'` work in a problem's folder, wherever it lies, and keeps the folder closed: its hash names
 * everything that judges a program, so a module outside it may not be imported. Node strips no types below node_modules, where the shipped
 * problems of a package lie; that is done here. Module hooks are not inherited: each thread registers its own.
 */
export function openFolder(folder: string): void {
  const root = `${pathToFileURL(folder).href}/`
  if (folders.includes(root)) return
  folders.push(root)
  if (folders.length > 1) return
  registerHooks({
    resolve(specifier, context, nextResolve) {
      const home = homeOf(context.parentURL)
      if (home !== undefined && specifier === 'ternate') return nextResolve(door, context)
      const resolved = nextResolve(specifier, context)
      if (home !== undefined && resolved.url.startsWith('file:') && !resolved.url.startsWith(home)) {
        throw new TernateError(
          'PROBLEM_IMPORT',
          `${fileURLToPath(context.parentURL ?? home)} imports ${JSON.stringify(specifier)}, which lies outside the problem's folder`,
          'Copy what the problem needs into its folder: its hash must name everything that judges a program.',
        )
      }
      const format = homeOf(resolved.url) === undefined ? undefined : FORMATS[extname(fileURLToPath(resolved.url))]
      return format === undefined ? resolved : { ...resolved, format }
    },
    load(url, context, nextLoad) {
      const stripped = context.format === 'module-typescript' && url.includes('/node_modules/') && homeOf(url) !== undefined
      if (!stripped) return nextLoad(url, context)
      return { format: 'module', source: stripTypes(readFileSync(fileURLToPath(url), 'utf8')), shortCircuit: true }
    },
  })
}
