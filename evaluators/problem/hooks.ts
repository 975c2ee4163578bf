import { registerHooks } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { TernateError } from '../../engine/contracts/fault.ts'

const door = new URL('./door.ts', import.meta.url).href
const folders: string[] = []

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
      return resolved
    },
  })
}
