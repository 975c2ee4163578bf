import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Case } from '../../engine/contracts/problem.ts'
import { loadProblem } from '../../authoring/load.ts'
import { placeOf } from './subjects.ts'
import type { Subject } from './subjects.ts'

/** A subject with its problem and the file of its cases, which the peer reads. */
export interface Prepared {
  readonly subject: Subject
  /** What names the problem to the engine. */
  readonly place: string
  readonly content: string
  /** Sets of cases by name. */
  readonly file: string
}

const written = (cases: readonly Case[]): unknown[] =>
  cases.map(({ input, expected, weight }) => ({ input, weight, ...(expected === undefined ? {} : { expected }) }))

/** Writes the cases of a subject down, as its problem has them, so that both sides have the same. */
export async function prepare(subject: Subject, scratch: string): Promise<Prepared> {
  const place = placeOf(subject, scratch)
  const { train, validation, heldOut, content } = await loadProblem(place)
  const file = join(scratch, `${subject.name}.json`)
  const wanted = subject.kind === 'formulas' ? ['wider range'] : subject.heldOut
  const sets = {
    train: written(train),
    validation: written(validation),
    ...Object.fromEntries(heldOut.filter(({ set }) => wanted.includes(set)).map(({ set, cases }) => [`heldOut/${set}`, written(cases)])),
  }
  writeFileSync(file, JSON.stringify(sets))
  return { subject, place, content, file }
}
