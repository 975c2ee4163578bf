import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** Debian's interpreter, for which its packages are. */
export const PYTHON = '/usr/bin/python3'

const PACKAGES = ['python3-deap', 'python3-numpy', 'gcc', 'libc6-dev']

/** Versions of the peer and of what it stands on. */
export interface PeerVersions {
  readonly deap: string
  readonly numpy: string
  readonly python: string
}

const ASK =
  'import json, platform, numpy, deap; from importlib.metadata import version; print(json.dumps(dict(deap=version("deap"), numpy=numpy.__version__, python=platform.python_version())))'

/** The peer as it is here; undefined where it or the compiler of its kernel is not. */
export function peerHere(): PeerVersions | undefined {
  if (!existsSync(PYTHON) || spawnSync('gcc', ['--version']).status !== 0) return undefined
  const { status, stdout } = spawnSync(PYTHON, ['-c', ASK], { encoding: 'utf8' })
  return status === 0 ? (JSON.parse(stdout) as PeerVersions) : undefined
}

/** Why the peer is not there, as one line. */
const absent = (why: string): string =>
  `SKIPPED: DEAP is not here, so nothing is compared: ${why} (wanted: apt-get install ${PACKAGES.join(' ')})`

/** DEAP as Debian has it, installed where it is not there yet and this user may; or a line that says why it is not there. */
export function findPeer(): PeerVersions | string {
  const found = peerHere()
  if (found !== undefined) return found
  if (!existsSync('/usr/bin/apt-get')) return absent('this is no Debian')
  if (process.getuid?.() !== 0) return absent('only root installs it')
  console.log(`installing ${PACKAGES.join(', ')}`)
  for (const words of [['update'], ['install', '-y', '--no-install-recommends', ...PACKAGES]]) {
    const { status, stderr } = spawnSync('apt-get', words, { encoding: 'utf8', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } })
    if (status !== 0) return absent(`apt-get ${words[0]} failed: ${stderr.trim().split('\n').at(-1)}`)
  }
  return peerHere() ?? absent('it was installed and does not load')
}

/** The folder of the peer's side. */
export const PEER: string = join(import.meta.dirname, 'deap')

/** Compiles the kernel into a folder. */
export function compileKernel(folder: string): string {
  const made = join(folder, 'kernel.so')
  execFileSync('gcc', ['-O2', '-shared', '-fPIC', '-o', made, join(PEER, 'kernel.c'), '-lm'])
  return made
}
