import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Shown } from '../../engine/contracts/proposer.ts'
import type { Assignment } from '../../engine/contracts/ticket.ts'
import { createUnpacker, pack } from './wire.ts'

const individual = (text: string, metric: number): Shown => ({
  program: { id: text, canonicalHash: text, size: 1, files: { 'program.js': text } },
  evaluation: {
    set: 'train',
    verdict: 'scored',
    cases: [{ verdict: 'scored', fuel: 1, score: 1, metrics: { metric } }],
    metrics: {},
    fuel: 1,
  },
})
const offspring = (parent: Shown, other: Shown): Assignment => ({
  kind: 'offspring',
  number: 3,
  stream: '1/proposal/3',
  proposer: 'genetic',
  parents: [parent],
  inspirations: [other],
})

test('what comes out is what went in, whatever the text and the numbers', () => {
  const open = createUnpacker()
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.double(), (text, metric) => {
      const assignment = offspring(individual(text, metric), individual(`other ${text}`, -0))
      expect(open(structuredClone(pack(assignment)))).toEqual(assignment)
    }),
  )
})

test('an individual is written once and read once, however often it is drawn', () => {
  const parent = individual('x', 1)
  const [first, second] = [pack(offspring(parent, individual('y', 2))), pack(offspring(parent, parent))]
  if (first.kind !== 'offspring' || second.kind !== 'offspring') throw new Error('packed as something else')
  expect(second.parents[0]).toBe(first.parents[0])
  const open = createUnpacker()
  const [a, b] = [open(structuredClone(first)), open(structuredClone(second))]
  if (a.kind !== 'offspring' || b.kind !== 'offspring') throw new Error('read as something else')
  expect(b.inspirations[0]).toBe(a.parents[0])
})
