import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { Jail } from '../../engine/contracts/runner.ts'
import type { CommandLimits } from './options.ts'

/** What stands around a command. */
export interface Confinement {
  readonly jail: Jail
  /** The user that it runs as; undefined where that is this process's own. */
  readonly uid: number | undefined
  readonly limits: CommandLimits
}

/** The places that a command sees. */
export interface Places {
  /** The program's files; a fresh copy of them is the command's folder, unless it is `kept`. */
  readonly program: string
  /** Whether what the command leaves in the program's folder is to stay: it builds it. */
  readonly kept: boolean
  /** Files of the problem, if any, and the harness, to be read. */
  readonly problem?: string | undefined
  readonly harness?: string | undefined
  /** Other paths of the machine, to be read. */
  readonly show: readonly string[]
}

const MIB = 2 ** 20

/** Where programs of the system lie. */
const PATH = '/usr/local/bin:/usr/bin:/bin'

const PROGRAM = '/program'
const PROBLEM = '/problem'
const HARNESS = '/harness'

/** Whether a command of the system is there. */
const known = new Map<string, boolean>()
export function isInstalled(name: string): boolean {
  const before = known.get(name)
  if (before !== undefined) return before
  const found = (process.env['PATH'] ?? PATH).split(delimiter).some((folder) => existsSync(join(folder, name)))
  known.set(name, found)
  return found
}

/** Becomes another user, who gains nothing from any file. */
const asUser = (uid: number | undefined): string[] =>
  uid === undefined || !isInstalled('setpriv')
    ? []
    : ['setpriv', `--reuid=${uid}`, `--regid=${uid}`, '--clear-groups', '--no-new-privs', '--']

/** The kernel's own limits. A user's processes are counted together, so that their number is limited where the user is the command's own. */
function withLimits({ limits, uid }: Confinement): string[] {
  if (!isInstalled('prlimit')) return []
  const seconds = Math.ceil(limits.processor)
  return [
    'prlimit',
    `--cpu=${seconds}:${seconds + 1}`,
    `--data=${limits.memory * MIB}`,
    `--fsize=${limits.disk * MIB}`,
    `--nofile=${limits.files}`,
    '--core=0',
    ...(uid === undefined ? [] : [`--nproc=${limits.processes}`]),
    '--',
  ]
}

const shown = (path: string, at: string = path): string[] => (existsSync(path) ? ['--ro-bind', path, at] : [])

/** What a dynamically linked program, and a compiler, find of the system. */
const SYSTEM = ['/usr', '/etc/alternatives', '/etc/ld.so.cache', '/etc/alpine-release', '/etc/ssl/certs', '/opt']
const LINKS = [
  ['/bin', 'usr/bin'],
  ['/sbin', 'usr/sbin'],
  ['/lib', 'usr/lib'],
  ['/lib64', 'usr/lib64'],
] as const

/** Namespaces of everything, no network, a read-only system; the program's folder and that of temporary files are in memory, unless they are to stay. */
function inNamespaces({ limits }: Confinement, places: Places): string[] {
  const size = ['--size', String(limits.disk * MIB)]
  const folder = places.kept ? ['--bind', places.program, PROGRAM] : ['--ro-bind', places.program, '/given', ...size, '--tmpfs', PROGRAM]
  return [
    'bwrap',
    '--unshare-all',
    '--die-with-parent',
    '--new-session',
    '--proc',
    '/proc',
    '--dev',
    '/dev',
    ...SYSTEM.flatMap((path) => shown(path)),
    ...LINKS.flatMap(([path, target]) => (existsSync(`/${target}`) ? ['--symlink', target, path] : shown(path))),
    ...places.show.flatMap((path) => shown(path)),
    ...(places.problem === undefined ? [] : shown(places.problem, PROBLEM)),
    ...(places.harness === undefined ? [] : shown(places.harness, HARNESS)),
    ...size,
    '--tmpfs',
    '/tmp',
    ...folder,
    '--chdir',
    PROGRAM,
    '--remount-ro',
    '/',
    '--',
  ]
}

/** A command with everything that stands around it, and the folder and environment that it starts in. */
export interface Confined {
  /** The first of them is the command of the system that is started. */
  readonly argv: readonly string[]
  readonly folder: string
  readonly env: Readonly<Record<string, string>>
}

/**
 * Puts a shell command into its confinement. In a jail `$PROBLEM` and `$HARNESS` are places there, and its folder is a copy that is gone with it; without one
 * they are those of the machine, and the caller hands over a copy.
 */
export function confine(confinement: Confinement, places: Places, command: string, env: Readonly<Record<string, string>>): Confined {
  const jailed = confinement.jail === 'bwrap'
  const script = jailed && !places.kept ? `cp -a /given/. . && ${inShell(command)}` : command
  const argv = [
    ...asUser(confinement.uid),
    ...withLimits(confinement),
    ...(jailed ? inNamespaces(confinement, places) : []),
    'sh',
    '-c',
    script,
  ]
  const temporary = jailed ? '/tmp' : places.program
  return {
    argv,
    folder: jailed ? '/' : places.program,
    env: {
      PATH,
      HOME: temporary,
      TMPDIR: temporary,
      LANG: 'C.UTF-8',
      TZ: 'UTC',
      PYTHONHASHSEED: '0',
      PYTHONDONTWRITEBYTECODE: '1',
      ...(places.problem === undefined ? {} : { PROBLEM: jailed ? PROBLEM : places.problem }),
      ...(places.harness === undefined ? {} : { HARNESS: jailed ? HARNESS : places.harness }),
      ...env,
    },
  }
}

/** A command as an argument of another shell. */
const inShell = (command: string): string => `exec sh -c '${command.replaceAll("'", String.raw`'\''`)}'`
