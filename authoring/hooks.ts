import { registerHooks } from 'node:module'
import { extname, join, relative, sep } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { readText } from '../disk/read.ts'
import { TernateError } from '../engine/contracts/fault.ts'
import { eraseTypes } from '../languages/javascript/parse.ts'
import { holdsResults, isForeign } from './folder.ts'

const door = new URL('./door.ts', import.meta.url).href
const folders: string[] = []

/** Bytes of a module that is looked into. */
const LARGEST = 16_000_000

/** Formats of files that are written as modules, whatever a package.json around them says. */
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

/** Names of the folders, and of the file, between a problem's folder and an address in it. */
const namesBelow = (home: string, url: string): string[] => relative(fileURLToPath(home), fileURLToPath(url)).split(sep)

/** Whether an address is that of the user's own module; packages that a problem brings along are not. */
function isOpened(url: string): boolean {
  const home = homeOf(url)
  return modules.has(url) || (home !== undefined && !namesBelow(home, url).includes('node_modules'))
}

/** Whether a module in a problem's folder lies where the folder's hash does not look. Packages that it brings along are its own affair. */
function isLeftOut(home: string, url: string): boolean {
  const root = fileURLToPath(home)
  const names = namesBelow(home, url)
  if (names.includes('node_modules')) return false
  return names.some((name, k) => isForeign(name) || (k < names.length - 1 && holdsResults(join(root, ...names.slice(0, k + 1)))))
}

/** Whether a text is written as a module is, although a `package.json` beside it says `"type": "commonjs"`, as `npm init` writes it. */
function isModule(url: string): boolean {
  const read = readText(fileURLToPath(url), LARGEST)
  return read.ok && /^[ \t]*(?:import|export)\b/m.test(read.content) && !/^[ \t]*module\.exports\b/m.test(read.content)
}

/** Refuses what a module of a problem imports from where the problem's hash does not look. */
function checkImport(home: string, parent: string, specifier: string, url: string): void {
  if (!url.startsWith('file:')) return
  const refuse = (where: string, remedy: string): never => {
    throw new TernateError('PROBLEM_IMPORT', `${fileURLToPath(parent)} imports ${JSON.stringify(specifier)}, which ${where}`, remedy)
  }
  if (!url.startsWith(home))
    refuse(
      "lies outside the problem's folder",
      'Copy what the problem needs into its folder: its hash must name everything that judges a program.',
    )
  if (isLeftOut(home, url))
    refuse(
      "the problem's hash leaves out",
      'Give it a place in the folder that is no run and whose names begin with no dot: the hash must name everything that judges a program.',
    )
}

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
      const { parentURL } = context
      if (specifier === 'ternate' && parentURL !== undefined && (isOpened(parentURL) || homeOf(parentURL) !== undefined))
        return nextResolve(door, context)
      const resolved = nextResolve(specifier, context)
      const home = homeOf(parentURL)
      if (home !== undefined && parentURL !== undefined) checkImport(home, parentURL, specifier, resolved.url)
      const format = isOpened(resolved.url) ? FORMATS[extname(fileURLToPath(resolved.url))] : undefined
      return format === undefined || !isModule(resolved.url) ? resolved : { ...resolved, format }
    },
    load(url, context, nextLoad) {
      const stripped = context.format === 'module-typescript' && url.includes('/node_modules/') && isOpened(url)
      if (!stripped) return nextLoad(url, context)
      const read = readText(fileURLToPath(url), LARGEST)
      const erased = read.ok ? eraseTypes(read.content) : undefined
      return erased?.ok === true ? { format: 'module', source: erased.script, shortCircuit: true } : nextLoad(url, context)
    },
  })
}
