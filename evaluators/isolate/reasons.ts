import type { Problem } from '../../engine/contracts/problem.ts'
import type { Files } from '../../engine/contracts/program.ts'
import { placeInLibrary, placeOf } from './metering/meter.ts'
import { lineOf } from './metering/places.ts'
import type { Place } from './sandbox/driver-realm.ts'

/** Characters of a reason, and of the place in it. */
const MOST = 200
const WHERE = 100

/** Where it is that a script stands at a position of, in the files that people wrote. */
function whereOf(problem: Problem, files: Files, { script, at, counting }: Place): string | undefined {
  if (script === 'program') return problem.entry && placeOf(files, problem.entry, counting !== false, at)
  if (script === 'library') return problem.library === undefined ? undefined : placeInLibrary(problem.library, at)
  return problem.driver === undefined ? undefined : `driver.ts:${lineOf(problem.driver, at)}`
}

/** Why a case failed, on one line of at most 200 characters that ends with the place, if that is known. */
export function reasonOf(problem: Problem, files: Files, reason: string, place: Place | undefined): string {
  const found = place && whereOf(problem, files, place)
  const where = found === undefined ? '' : ` at ${found.length > WHERE ? `…${found.slice(1 - WHERE)}` : found}`
  const line = reason
    .slice(0, 2 * MOST)
    .replace(/\s+/g, ' ')
    .trim()
  const room = MOST - where.length
  return `${line.length > room ? `${line.slice(0, room - 1)}…` : line}${where}`.toWellFormed()
}
