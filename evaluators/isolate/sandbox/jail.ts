import { spawnSync } from 'node:child_process'
import { existsSync, realpathSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Jail } from '../../../engine/contracts/runner.ts'
import { TernateError } from '../../../engine/contracts/fault.ts'

/** What is asked for: `auto` is `bwrap` where that works. */
export type Wall = 'auto' | Jail

/** Milliseconds that an interpreter may take to start. */
const START = 10_000

let available: boolean | undefined

/** Whether an interpreter starts in a jail here: bubblewrap is installed, and may make namespaces. */
function isAvailable(): boolean {
  if (process.platform !== 'linux') return false
  available ??=
    spawnSync('bwrap', [...jailFlags(process.execPath, []), process.execPath, '--version'], { stdio: 'ignore', timeout: START }).status ===
    0
  return available
}

/** The wall that stands where this one is asked for. Throws TernateError `SANDBOX_JAIL` when it is `bwrap` and cannot be had. */
export function wallFor(wall: Wall): Jail {
  if (wall === 'none' || (wall === 'auto' && !isAvailable())) return 'none'
  requireJail()
  return 'bwrap'
}

/** Makes sure that bubblewrap is there and may make namespaces. Throws TernateError `SANDBOX_JAIL`. */
export function requireJail(): void {
  if (isAvailable()) return
  throw new TernateError(
    'SANDBOX_JAIL',
    'bwrap is not available on this machine',
    'install bubblewrap and allow unprivileged user namespaces, or leave out --sandbox bwrap',
  )
}

/** Where a dynamically linked program finds its libraries. */
const SYSTEM = ['/lib', '/lib64', '/usr/lib', '/usr/lib64', '/etc/alpine-release', '/etc/ld.so.cache']

/** Namespaces of everything, no network, no home, no writable file: only the interpreter, the system's libraries and the given folders. */
export function jailFlags(interpreter: string, folders: readonly string[]): string[] {
  const paths = [...SYSTEM, dirname(realpathSync(interpreter)), ...folders].filter((path) => existsSync(path))
  const shown = paths.flatMap((path) => ['--ro-bind', path, path])
  return [
    '--unshare-all',
    '--die-with-parent',
    '--new-session',
    '--clearenv',
    '--setenv',
    'TZ',
    'UTC',
    '--proc',
    '/proc',
    '--dev',
    '/dev',
    ...shown,
    '--remount-ro',
    '/dev',
    '--remount-ro',
    '/',
    '--',
  ]
}
