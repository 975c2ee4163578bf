import { spawnSync } from 'node:child_process'
import { existsSync, realpathSync } from 'node:fs'
import { dirname } from 'node:path'
import { TernateError } from '../../engine/contracts/fault.ts'

let available: boolean | undefined

/** Makes sure that bubblewrap is there and may make namespaces. Throws TernateError `SANDBOX_JAIL`. */
export function requireJail(): void {
  available ??= spawnSync('bwrap', ['--unshare-all', '--ro-bind', '/', '/', 'true'], { stdio: 'ignore', timeout: 5000 }).status === 0
  if (available) return
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
