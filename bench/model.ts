import { createHash } from 'node:crypto'
import type { Evaluation } from '../engine/contracts/evaluation.ts'
import type { Manifest, OrderConstants } from '../engine/contracts/manifest.ts'
import type { Shown } from '../engine/contracts/proposer.ts'
import type { Program } from '../engine/contracts/program.ts'
import { stream } from '../engine/contracts/random.ts'
import type { Assignment, Outcome } from '../engine/contracts/ticket.ts'
import { assign, knownAt } from '../engine/tickets/assign.ts'
import type { Craft } from '../engine/fixtures/simulation.ts'
import type { FindKnown } from '../engine/search/known.ts'
import type { SearchFacts } from '../engine/search/state.ts'
import { strategies } from '../strategies/presets/index.ts'
import { ownParts } from '../run/parts.ts'
import { platform } from '../run/version.ts'

// A model of a search: programs are strings of bits, and both how hard the search is and how long evaluations take are known.

/** Fuel that burns in a millisecond: tight loops burn more in a sandbox, calls of built-ins less. */
export const FUEL = 200_000

/** Bits of a program, unless it is said otherwise. */
const BITS = 60

/** Blocks of bits, each a case: the score of a case is how many of its bits are wrong. */
const CASES = 4

/** Share of programs that never end, and their limit as a multiple of the median. */
const ENDLESS = 0.03
const LIMIT = 20

/** What the search must know of the model. */
export const modelFacts: SearchFacts = {
  initialPrograms: 1,
  trainCases: CASES,
  merge: (known) => known,
  hasValidation: false,
  heldOut: [],
  parts: ownParts,
  descriptors: [{ name: 'size', edges: [] }],
}

/** The manifest of a search of the model with the default strategy. */
export const modelManifest = (seed: string, order: OrderConstants): Manifest => ({
  format: 2,
  engine: 'bench',
  problem: { name: 'model', content: 'model', direction: 'minimize' },
  seed,
  strategy: strategies['default'] as Manifest['strategy'],
  order,
  platform,
})

function programOf(bits: string): Program {
  const id = createHash('sha256').update(bits).digest('hex')
  return { id, canonicalHash: id, size: bits.length, files: { 'program.js': bits } }
}

/** Milliseconds of an evaluation: lognormal with s = 1 and the given mean, but a few that only the limit ends. A function of the program. */
function durationOf(bits: string, mean: number): { readonly milliseconds: number; readonly ends: boolean } {
  const random = stream(`duration/${bits}`)
  const median = mean * Math.exp(-0.5)
  if (random.next() < ENDLESS) return { milliseconds: LIMIT * median, ends: false }
  return { milliseconds: Math.min(LIMIT * median, median * Math.exp(random.normal())), ends: true }
}

function evaluationOf(bits: string, mean: number): Evaluation {
  const { milliseconds, ends } = durationOf(bits, mean)
  const fuel = Math.round(milliseconds * FUEL)
  const seed = !bits.includes('1')
  if (!ends && !seed) return { set: 'train', verdict: 'fuel', cases: [{ verdict: 'fuel', fuel, reason: '' }], metrics: {}, fuel }
  const length = bits.length / CASES
  const scores = Array.from(
    { length: CASES },
    (_, k) =>
      bits
        .slice(k * length, (k + 1) * length)
        .split('')
        .filter((bit) => bit === '0').length,
  )
  return {
    set: 'train',
    verdict: 'scored',
    cases: scores.map((score, k) => ({ verdict: 'scored', fuel: k === 0 ? fuel : 0, score, metrics: {} })),
    score: scores.reduce((sum, score) => sum + score, 0) / CASES,
    metrics: {},
    fuel,
  }
}

/** Changes each bit, of which one is to be changed. */
function carryOut(assignment: Assignment, { mean, bits: all }: Required<ModelOptions>, known: FindKnown): Outcome {
  const judged = (bits: string): Outcome => ({
    kind: 'evaluated',
    operator: 'flip',
    program: programOf(bits),
    evaluation: evaluationOf(bits, mean),
    inner: [],
  })
  if (assignment.kind === 'initial') return judged('0'.repeat(all))
  if (assignment.kind !== 'offspring') throw new RangeError('the model has one set, and nobody edits its programs')
  const random = stream(assignment.stream)
  const parent = assignment.parents[0]?.program.files['program.js'] ?? ''
  const bits = parent
    .split('')
    .map((bit) => (random.integer(all) > 0 ? bit : bit === '0' ? '1' : '0'))
    .join('')
  if (bits === parent) return { kind: 'unchanged', operator: 'flip', inner: [] }
  const program = known(programOf(bits).canonicalHash, assignment.programs ?? 0)
  return program === undefined ? judged(bits) : { kind: 'known', operator: 'flip', program, inner: [] }
}

/** What a model is: milliseconds of a mean evaluation, and how many bits a program has. */
export interface ModelOptions {
  readonly mean: number
  readonly bits?: number
}

/** Carries out the tickets of a model. */
export function createModelCraft(manifest: Manifest, { mean, bits = BITS }: ModelOptions): Craft {
  const individuals = new Map<number, Shown>()
  return {
    learn({ programs }) {
      for (const { number, program, evaluation } of programs) individuals.set(number, { program, evaluation })
    },
    execute: (batch, known) =>
      batch.tickets.map((ticket, k) => {
        const recall = (number: number): Shown => individuals.get(number) as Shown
        return carryOut(assign(ticket, { manifest, recall, known: knownAt(batch, k) }), { mean, bits }, known)
      }),
  }
}
