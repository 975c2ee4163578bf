import { expect, test } from 'vitest'
import type { Evaluation } from '../engine/contracts/evaluation.ts'
import type { Files } from '../engine/contracts/program.ts'
import type { Context, Proposal, Proposer } from '../engine/contracts/proposer.ts'
import { stream } from '../engine/contracts/random.ts'
import { makeProgram } from '../languages/index.ts'
import { createRandomDraws } from './random.ts'
import { createScripted } from '../conformance/scripted.ts'

const evaluation: Evaluation = { set: 'train', verdict: 'scored', cases: [], score: 1, metrics: {}, fuel: 1 }
const entry = { name: 'f', parameters: [{ name: 'a', type: 'number' }], returns: 'number' }

function propose(proposer: Proposer, text: string, key: string, beside: Files = {}, change: Partial<Context> = {}): Proposal {
  const made = makeProgram({ ...beside, 'program.ts': text })
  if (!made.ok) throw new Error(made.reason)
  const parents = [{ program: made.program, evaluation }]
  const conversation = proposer.propose({
    statement: '',
    entry,
    direction: 'maximize',
    vocabulary: {},
    parents,
    inspirations: [],
    trainCases: 1,
    size: 80,
    random: stream(key),
    ...change,
  })
  let turn = conversation.next()
  while (turn.done !== true) turn = conversation.next({ kind: 'evaluation', evaluation })
  return turn.value
}

const source = (body: string): string =>
  `export function f(a: number): number { // kept\n  // EVOLVE-BLOCK-START\n  ${body}\n  // EVOLVE-BLOCK-END\n}\n`

test('random draws do not depend on what stands in the evolve block', () => {
  for (let k = 0; k < 50; k++) {
    const one = propose(createRandomDraws(), source('return a * 2 + 1'), `${k}`)
    const other = propose(createRandomDraws(), source('const b = a\n  return b'), `${k}`)
    expect(one).toEqual(other)
    expect(one.kind).toBe('program')
    if (one.kind === 'program')
      expect(one.files['program.ts']).toMatch(
        /^export function f\(a: number\): number \{ \/\/ kept\n {2}\/\/ EVOLVE-BLOCK-START\n {2}return [^]*\n {2}\/\/ EVOLVE-BLOCK-END\n\}\n$/,
      )
  }
})

test('random draws differ from stream to stream, and work without markers', () => {
  const texts = Array.from({ length: 100 }, (_, k) =>
    JSON.stringify(propose(createRandomDraws(), 'export const f = (a: number): number => {\n  return a\n}', `${k}`)),
  )
  expect(new Set(texts).size).toBeGreaterThan(50)
})

test('of several files that one is changed which exports the entry', () => {
  const beside = { 'a.ts': 'function f(a: number): number {\n  return a\n}\nexport const g = f\n' }
  const proposal = propose(createRandomDraws(), source('return a'), '1', beside)
  expect(proposal.kind === 'program' ? proposal.files['a.ts'] : '').toBe(beside['a.ts'])
})

/** What is returned by the programs of 200 draws with a closed vocabulary. */
function returned(proposer: Proposer, change: Partial<Context>): string[] {
  const vocabulary = { closed: true, functions: ['Math.atan2(_, _)'] }
  return Array.from({ length: 200 }, (_, k) => {
    const proposal = propose(proposer, 'export function f(a) {\n  return [a]\n}', `${k}`, {}, { vocabulary, ...change })
    if (proposal.kind !== 'program') throw new Error(proposal.reason)
    return /return ([^]*)\n\}/.exec(proposal.files['program.ts'] ?? '')?.[1]?.replace(/\s+/g, '') ?? ''
  })
}

test('of a list that a closed vocabulary cannot make one element is drawn', () => {
  const list = { entry: { ...entry, returns: 'number[]' } }
  for (const method of ['grow', 'ramped'] as const)
    for (const text of returned(createRandomDraws({ method }), list)) expect(text).toMatch(/^\[(a|Math\.atan2\(.*\))\]$/)
})

test('ramped draws are of 2 to 6 operators in depth or end earlier, half of them full, and none is a name alone', () => {
  const full = new Set(Array.from({ length: 5 }, (_, k) => fullTree(k + 2)))
  const texts = returned(createRandomDraws({ method: 'ramped' }), { size: 10_000 })
  for (const text of texts) expect(text).toMatch(/^Math/)
  expect(new Set(texts.filter((text) => full.has(text)))).toEqual(full)
  const share = texts.filter((text) => full.has(text)).length / texts.length
  expect(share).toBeGreaterThan(0.45)
  expect(share).toBeLessThan(0.7)
  for (const text of returned(createRandomDraws(), { size: 10_000 }).slice(0, 50)) expect(depthOf(text)).toBeLessThan(7)
  for (const text of texts) expect(depthOf(text)).toBeLessThan(7)
})

const fullTree = (depth: number): string => (depth === 0 ? 'a' : `Math.atan2(${fullTree(depth - 1)},${fullTree(depth - 1)})`)

const depthOf = (text: string): number => {
  let [depth, most] = [0, 0]
  for (const letter of text) {
    if (letter === '(') most = Math.max(most, ++depth)
    if (letter === ')') depth--
  }
  return most
}

test('a ramped draw that is too long is drawn again', () => {
  const proposals = Array.from({ length: 60 }, (_, k) =>
    propose(createRandomDraws({ method: 'ramped' }), source('return a'), `${k}`, {}, { size: 20 }),
  )
  const programs = proposals.flatMap((proposal) => (proposal.kind === 'program' ? [makeProgram(proposal.files)] : []))
  expect(programs.length).toBeGreaterThan(50)
  for (const made of programs) expect(made.ok && made.program.size).toBeLessThanOrEqual(20)
})

test('without an entry function there is nothing to draw', () => {
  expect(propose(createRandomDraws(), 'export const g = 1', '1').kind).toBe('failure')
})

test('the scripted proposer gives what it was given', () => {
  const proposal: Proposal = { kind: 'program', files: { 'program.ts': 'export const f = () => 1' }, operator: 'scripted' }
  expect(propose(createScripted([proposal], [{ kind: 'evaluate', files: proposal.files }]), source('return a'), '1')).toBe(proposal)
  expect(propose(createScripted([]), source('return a'), '1').kind).toBe('failure')
})
