import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import process from 'node:process'
import { TernateError } from '../../../engine/contracts/fault.ts'

/** isolated-vm as it is installed, with symbolic links followed: a sandbox may not look around for it. */
export interface IsolatedVm {
  readonly file: string
  /** All that a sandbox process reads of it: the library, and the loader of its binary. */
  readonly folders: readonly string[]
}

function find(): IsolatedVm | undefined {
  const require = createRequire(import.meta.url)
  try {
    const file = require.resolve('isolated-vm')
    const library = dirname(file)
    return { file, folders: [library, dirname(require.resolve('node-gyp-build', { paths: [library] }))] }
  } catch {
    return undefined
  }
}

/** Undefined where npm left it out, as it does under a version of Node that isolated-vm does not know. */
export const isolatedVm: IsolatedVm | undefined = find()

/** The oldest Node that isolated-vm has a binary for. */
const FLOOR = 24

/**
 * isolated-vm, or why there is none.
 *
 * @throws TernateError `NODE_VERSION` or `SANDBOX_MISSING`
 */
export function requireIsolatedVm(): IsolatedVm {
  const { node } = process.versions
  if (Number.parseInt(node) < FLOOR) {
    throw new TernateError(
      'NODE_VERSION',
      `Node ${FLOOR} or later is needed, and this is v${node}`,
      `Install Node ${FLOOR} (https://nodejs.org), then run \`npm install\` again under it.`,
    )
  }
  if (isolatedVm !== undefined) return isolatedVm
  throw new TernateError(
    'SANDBOX_MISSING',
    'isolated-vm, which programs run in, is not installed',
    'Run `npm install --include=optional` with the Node that runs Ternate.',
  )
}
