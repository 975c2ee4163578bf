import { hash } from 'node:crypto'
import { basename } from 'node:path'
import { hashesOf } from '../authoring/folder.ts'
import type { Case, Problem } from '../engine/contracts/problem.ts'
import { stableText } from '../engine/contracts/stable.ts'

const short = (text: string): string => hash('sha256', text).slice(0, 32)

/** What cases are called: the hash of all that a verdict on them depends on. */
export const hashOfCases = (cases: readonly Case[]): string =>
  short(stableText(cases.map(({ name, input, expected, weight, repeat, metadata }) => [name, input, expected, weight, repeat, metadata])))

/** Whether a file of a problem is a program of it: what is judged, and does not judge. */
function isProgram(path: string, { initialFiles = [], baselines }: Problem): boolean {
  const named = [...initialFiles.flatMap((file) => file ?? []), ...baselines.map(({ name }) => name)]
  return named.some((file) => path === file || path.startsWith(`${file}/`) || basename(path) === file)
}

/** What the verifier of a problem is called: the hash of its files without its programs, or of its content where it has no folder or a great many files. */
export function verifierOf(problem: Problem, criteria: unknown): string {
  const hashes = problem.folder === undefined ? undefined : hashesOf(problem.folder)
  const judging = hashes === undefined ? problem.content : Object.entries(hashes).filter(([path]) => !isProgram(path, problem))
  return short(stableText([judging, criteria ?? null]))
}
