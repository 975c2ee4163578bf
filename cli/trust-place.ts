import { join } from 'node:path'
import { homedir, userInfo } from 'node:os'
import process from 'node:process'
import { fromCaller } from './paths.ts'

/** The folder of the caller's proposals. */
export const proposalsFolder = (): string => fromCaller('proposals')

/** The time for logs. */
export const clock = (): string => new Date().toISOString()

/** Where a person's key lies: outside of every project, since it is the person's. */
export function keyFile(given: string | undefined): string {
  if (given !== undefined) return fromCaller(given)
  const config = process.env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config')
  return process.env['TERNATE_KEY'] ?? join(config, 'ternate', 'key.pem')
}

/** Who calls, as the system knows them. */
export function caller(): string {
  try {
    return userInfo().username
  } catch {
    return 'somebody'
  }
}
