import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { TernateError } from '../engine/contracts/fault.ts'
import type { Problem } from '../engine/contracts/problem.ts'
import { toCaller } from './paths.ts'

/** Where the part of a problem lies that a fault is about; the first of these files that exists. */
const FILES: Readonly<Record<string, readonly string[]>> = {
  PROBLEM_INITIAL: ['initial.ts', 'initial.js', 'problem.ts'],
  PROBLEM_DRIVER: ['driver.ts', 'problem.ts'],
  PROBLEM_LIBRARY: ['library.ts', 'problem.ts'],
  PROBLEM_VERIFIER: ['problem.ts', 'problem.js'],
  PROBLEM_AGGREGATE: ['problem.ts', 'problem.js'],
}

/** The same fault, naming the file of the problem that is to be corrected. */
export function withLocation({ folder }: Problem, error: unknown): unknown {
  if (!(error instanceof TernateError) || folder === undefined) return error
  const file = FILES[error.code]?.map((name) => join(folder, name)).find((path) => existsSync(path))
  if (file === undefined || error.message.startsWith(file)) return error
  return new TernateError(error.code, `${toCaller(file)}: ${error.message}`, error.remedy, { cause: error })
}
