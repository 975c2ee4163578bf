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

/** Single files that are modules of their own. */
const modules = new Set<string>()
let hooked = false

/** The opened folder that an address lies in. */
const homeOf = (url: string | undefined): string | undefined => folders.find((folder) => url?.startsWith(folder))

/** Whether an address is that of a module that this file vouches for. */
const isOpened = (url: string): boolean => modules.has(url) || homeOf(url) !== undefined

/**
 * Makes `import 'ternate'` work in a problem's folder, wherever it lies, and keeps the folder closed: its hash names
 * everything that judges a program, so a module outside it may not be imported. Node strips no types below node_modules, where the shipped
 * problems of a package lie; that is done here. Module hooks are not inherited: each thread registers its own.
 */
export function openFolder(folder: string): void {
  const root = `${pathToFileURL(folder).href}/`
  if (!folders.includes(root)) folders.push(root)
  hook()
}

/** Makes a file of the user's a module that may `import 'ternate'`, wherever it lies and whatever a package.json around it says. */
export function openModule(file: string): void {
  modules.add(pathToFileURL(file).href)
  hook()
}

/** Registers the hooks of this thread. */
function hook(): void {
  if (hooked) return
  hooked = true
  registerHooks({
    resolve(specifier, context, nextResolve) {
      const home = homeOf(context.parentURL)
      if (specifier === 'ternate' && context.parentURL !== undefined && isOpened(context.parentURL)) return nextResolve(door, context)
      const resolved = nextResolve(specifier, context)
      if (home !== undefined && resolved.url.startsWith('file:') && !resolved.url.startsWith(home)) {
        throw new TernateError(
          'PROBLEM_IMPORT',
          `${fileURLToPath(context.parentURL ?? home)} imports ${JSON.stringify(specifier)}, which lies outside the problem's folder`,
          'Copy what the problem needs into its folder: its hash must name everything that judges a program.',
        )
      }
      const format = isOpened(resolved.url) ? FORMATS[extname(fileURLToPath(resolved.url))] : undefined
      return format === undefined ? resolved : { ...resolved, format }
    },
    load(url, context, nextLoad) {
      const stripped = context.format === 'module-typescript' && url.includes('/node_modules/') && isOpened(url)
      if (!stripped) return nextLoad(url, context)
      return { format: 'module', source: stripTypes(readFileSync(fileURLToPath(url), 'utf8')), shortCircuit: true }
    },
  })
}
