import { spawnSync } from 'node:child_process'
import { basename, dirname, join } from 'node:path'
import { mkdirSync, readFileSync } from 'node:fs'
import { TernateError } from '../../engine/contracts/fault.ts'
import type { Problem } from '../../engine/contracts/problem.ts'
import { copyFolder, freshFolder, inProblem, keyOf, madeOnce, removeFolder } from './folders.ts'
import type { CommandOptions } from './options.ts'

/** Milliseconds that preparing may take. */
const LONGEST = 600_000

/** Characters of what a failing command says. */
const QUOTED = 400

/** Whether two commands that are the same text do the same: of the problem's folder all that they can see is in the key. */
const keyFor = (problem: Problem, { files, prepare = '' }: CommandOptions): string => keyOf(problem.content, prepare, ...files)

/**
 * The folder of what commands may read of a problem: its `files`, and what `prepare` has made of them, once on a machine. Undefined where there are none.
 *
 * @throws TernateError `PROBLEM_FILE`, `PROBLEM_PREPARE`
 */
export function readyFolder(problem: Problem, options: CommandOptions): string | undefined {
  const { files, prepare } = options
  if (files.length === 0 && prepare === undefined) return undefined
  const { folder } = problem
  if (folder === undefined) {
    throw new TernateError(
      'PROBLEM_RUNNER',
      `${problem.name} has no folder, and its runner shows files of it`,
      'Put the problem into a folder.',
    )
  }
  const store = madeOnce('prepared', keyFor(problem, options))
  if (store.made) return store.place
  const fresh = freshFolder()
  try {
    for (const name of files) {
      const place = join(fresh, name)
      mkdirSync(dirname(place), { recursive: true })
      copyFolder(inProblem(folder, name), place)
    }
    if (prepare !== undefined) runPrepare(problem, prepare, fresh)
    store.keep(fresh)
    return store.place
  } finally {
    removeFolder(fresh)
  }
}

/** A harness where every user may read it, as its place in the package may not be. */
export function readyHarness(place: string): string {
  const name = basename(place)
  const store = madeOnce('harness', keyOf(place, readFileSync(place, 'utf8')))
  if (store.made) return join(store.place, name)
  const fresh = freshFolder()
  try {
    copyFolder(place, join(fresh, name))
    store.keep(fresh)
    return join(store.place, name)
  } finally {
    removeFolder(fresh)
  }
}

/** Runs the problem's own command, as the problem's own code is run. */
function runPrepare({ name }: Problem, prepare: string, folder: string): void {
  const { status, stderr, error } = spawnSync('sh', ['-c', prepare], {
    cwd: folder,
    encoding: 'utf8',
    timeout: LONGEST,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  if (status === 0) return
  const said = (error?.message ?? stderr)
    .replaceAll(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(-QUOTED)
  throw new TernateError(
    'PROBLEM_PREPARE',
    `prepare of ${name} failed${said === '' ? '' : `: ${said}`}`,
    'Correct the command, or install what it needs.',
  )
}
