import { basename } from 'node:path'
import { entryIn } from '../authoring/entry.ts'
import { runsIsolated } from '../authoring/initial.ts'
import { fromCommonFolder } from '../authoring/sources.ts'
import { TernateError } from '../engine/contracts/fault.ts'
import type { Languages } from '../engine/contracts/language.ts'
import type { Problem } from '../engine/contracts/problem.ts'
import type { Program } from '../engine/contracts/program.ts'
import { inAuthorsNames } from '../engine/evaluation/names.ts'
import { meter } from '../evaluators/isolate/metering/meter.ts'
import { fromCaller, toCaller } from './paths.ts'
import { apart, readProgram } from './sources.ts'

/** A program that is to be judged, by the paths that it was given by. */
export interface Candidate {
  readonly name: string
  /** Its file, or the folder that holds its files, as the caller writes it. */
  readonly written: string
  readonly program: Program
}

/** Whether files are one program of texts: each is called like another file of the initial program, as a prompt and its demonstrations. */
function isOneOfTexts(paths: readonly string[], { initialPrograms }: Problem): boolean {
  const names = new Set(paths.map((path) => basename(path)))
  const [initial = {}] = initialPrograms
  return paths.length > 1 && names.size === paths.length && [...names].every((name) => Object.hasOwn(initial, name))
}

/** The programs at the given paths; a TernateError `PROGRAM_FILE` for one that could not be called. */
export function candidatesAt(paths: readonly string[], problem: Problem, languages: Languages): Candidate[] {
  const isolated = runsIsolated(problem)
  const places = paths.map((path) => fromCaller(path))
  const groups = !isolated && isOneOfTexts(places, problem) ? [places] : apart(places)
  return groups.map((files) => {
    const name = files.map((file) => toCaller(file)).join(' ')
    const program = readProgram(files, isolated, languages, problem.initialPrograms[0])
    const written = files.length === 1 ? name : toCaller(fromCommonFolder(files).folder)
    if (!isolated) return { name, written, program }
    const entry = entryIn(problem)
    const metered = meter(program.files, entry)
    if (metered.ok) return { name, written, program }
    throw new TernateError(
      'PROGRAM_FILE',
      `${name}: ${inAuthorsNames(metered.reason, program.files, written)}`,
      `Give modules that export ${entry.name}, as the initial program does; files that import each other are given together, or as a folder.`,
    )
  })
}
