import { createHash } from 'node:crypto'
import type { Evaluation } from '../engine/contracts/evaluation.ts'
import type { Manifest, OrderConstants } from '../engine/contracts/manifest.ts'
import type { Shown } from '../engine/contracts/proposer.ts'
import type { Program } from '../engine/contracts/program.ts'
import { stream } from '../engine/contracts/random.ts'
import type { Assignment, Outcome } from '../engine/contracts/ticket.ts'
import { assign } from '../engine/tickets/assign.ts'
import type { Craft } from '../engine/fixtures/simulation.ts'
import type { SearchFacts } from '../engine/search/state.ts'
import { strategies } from '../strategies/presets/index.ts'
import { ownParts } from '../run/parts.ts'
import { platform } from '../run/version.ts'

// A model of a search: programs are strings of bits, and both how hard the search is and how long evaluations take are known.

/** Fuel that burns in a millisecond: tight loops burn more in a sandbox, calls of built-ins less. */
export const FUEL = 200_000

/** Bits of a program. */
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
  return { id, canonicalHash: id, size: BITS, files: { 'program.js': bits } }
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
  const length = BITS / CASES
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

/** Changes each bit with a chance of one in `BITS`. */
function carryOut(assignment: Assignment, mean: number): Outcome {
  const judged = (bits: string): Outcome => ({
    kind: 'evaluated',
    operator: 'flip',
    program: programOf(bits),
    evaluation: evaluationOf(bits, mean),
    inner: [],
  })
  if (assignment.kind === 'initial') return judged('0'.repeat(BITS))
  if (assignment.kind !== 'offspring') throw new RangeError('the model has one set, and nobody edits its programs')
  const random = stream(assignment.stream)
  const parent = assignment.parents[0]?.program.files['program.js'] ?? ''
  const bits = parent
    .split('')
    .map((bit) => (random.integer(BITS) > 0 ? bit : bit === '0' ? '1' : '0'))
    .join('')
  return bits === parent ? { kind: 'unchanged', operator: 'flip', inner: [] } : judged(bits)
}

/** Carries out the tickets of the model. */
export function createModelCraft(manifest: Manifest, mean: number): Craft {
  const individuals = new Map<number, Shown>()
  return {
    learn({ programs }) {
      for (const { number, program, evaluation } of programs) individuals.set(number, { program, evaluation })
    },
    execute: ({ tickets }) =>
      tickets.map((ticket) => carryOut(assign(ticket, { manifest, recall: (number) => individuals.get(number) as Shown }), mean)),
  }
}
