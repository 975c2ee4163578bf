import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import type { SetName } from '../../engine/contracts/evaluation.ts'
import { createEvaluator } from '../../evaluators/workers/evaluator.ts'
import { loadProblem } from '../../authoring/load.ts'
import { makeProgram } from '../../languages/index.ts'
import type { Prepared } from './cases.ts'
import { PEER, PYTHON } from './debian.ts'

/** Part of a score by which the sides may differ: sums in another order differ in their last bits. */
const ROUNDING = 1e-9

/** What a fixed program comes to on a set, on both sides; no number where it does not score. */
export interface Agreement {
  readonly program: string
  readonly set: string
  readonly ours: number
  readonly peers: number
  readonly agrees: boolean
}

const isEqual = (a: number, b: number): boolean =>
  (Number.isNaN(a) && Number.isNaN(b)) || Math.abs(a - b) <= ROUNDING * Math.max(1e-3, Math.abs(a), Math.abs(b))

/** Scores of a subject's twins, program by program, on our side. */
async function ours({ subject, place }: Prepared, sets: readonly SetName[]): Promise<Map<string, Map<string, number>>> {
  const evaluator = await createEvaluator(await loadProblem(place))
  try {
    const scores = new Map<string, Map<string, number>>()
    for (const { name, javascript } of subject.twins) {
      const made = makeProgram({ 'program.js': `export function ${subject.entry} {\n  return ${javascript}\n}\n` })
      if (!made.ok) throw new Error(`${subject.name}, ${name}: ${made.reason}`)
      const bySet = new Map<string, number>()
      for (const set of sets) bySet.set(set, (await evaluator.evaluate({ program: made.program, set })).score ?? Number.NaN)
      scores.set(name, bySet)
    }
    return scores
  } finally {
    await evaluator.close()
  }
}

/** Judges fixed programs on both sides: before this agrees, nothing is compared. */
export async function agreementOf(prepared: Prepared, kernel: string): Promise<Agreement[]> {
  const { subject, file } = prepared
  const held = subject.kind === 'formulas' ? ['wider range'] : subject.heldOut
  const sets: SetName[] = ['train', 'validation', ...held.map((set): SetName => `heldOut/${set}`)]
  const programs = Object.fromEntries(subject.twins.map(({ name, python }) => [name, python]))
  const task = { kind: subject.kind, cases: file, kernel, programs, sets }
  const said = execFileSync(PYTHON, ['-W', 'ignore', join(PEER, 'judge.py'), JSON.stringify(task)], { encoding: 'utf8' })
  const peers = JSON.parse(said.replaceAll('NaN', 'null')) as Record<string, Record<string, number | null>>
  const own = await ours(prepared, sets)
  return subject.twins.flatMap(({ name }) =>
    sets.map((set): Agreement => {
      const [a, b] = [own.get(name)?.get(set) ?? Number.NaN, peers[name]?.[set] ?? Number.NaN]
      return { program: name, set, ours: a, peers: b, agrees: isEqual(a, b) }
    }),
  )
}
