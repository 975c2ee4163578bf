import { dirname, relative, resolve } from 'node:path'

/**
 * The folder that the caller's relative paths mean. `npm run` goes to the package's folder and leaves the caller's in
 * INIT_CWD; a process deeper down may have gone elsewhere since, and then its own folder counts.
 */
export function callerFolder(environment: NodeJS.ProcessEnv = process.env, current: string = process.cwd()): string {
  const { INIT_CWD: initial, npm_package_json: manifest } = environment
  return initial !== undefined && manifest !== undefined && dirname(manifest) === current ? initial : current
}

/** An absolute path for a path as the caller gave it. */
export const fromCaller = (path: string): string => resolve(callerFolder(), path)

/** A path as the caller would write it: relative when it lies below his folder. */
export function toCaller(path: string): string {
  const short = relative(callerFolder(), path)
  return short === '' ? '.' : short.startsWith('..') ? path : short
}
