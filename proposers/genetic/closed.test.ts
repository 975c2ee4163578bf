import type { Expression } from 'estree'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Evaluation } from '../../engine/contracts/evaluation.ts'
import type { Vocabulary } from '../../engine/contracts/problem.ts'
import type { Context, Shown } from '../../engine/contracts/proposer.ts'
import { stream } from '../../engine/contracts/random.ts'
import { parse } from '../../languages/javascript/parse.ts'
import { makeProgram } from '../../languages/index.ts'
import { sitesOf, type Site } from '../../languages/javascript/sites.ts'
import { createGenetic } from './genetic.ts'
import { grow } from './grow.ts'
import { closedOperators } from './operators.ts'
import { matches } from './templates.ts'

const closed: Vocabulary = {
  closed: true,
  terms: ['Math.PI', 'a / b'],
  functions: ['_ + _', '_ * _', '_ ** 2', 'Math.sin(_)', '1 / _', '_ < _', '_ ? _ : _'],
  constants: [2, 0.5],
}

const evaluation: Evaluation = { set: 'train', verdict: 'scored', cases: [], score: 1, metrics: {}, fuel: 1 }

function individual(returned: string): Shown {
  const made = makeProgram({ 'program.js': `export function f(a, b) {\n  return ${returned}\n}\n` })
  if (!made.ok) throw new Error(made.reason)
  return { program: made.program, evaluation }
}

const parents = [
  'a',
  '[a]',
  '[a * b, Math.sin(a ** 2) + 2]',
  'a < b ? 1 / (a + b) : Math.sin(0.5 * a) ** 2',
  'Math.PI * (a / b) + a',
  'a < b ? b : b',
].map(individual)

const contextOf = (seed: number, vocabulary: Vocabulary, parent: number): Context => ({
  statement: '',
  entry: { name: 'f', parameters: ['a', 'b'].map((name) => ({ name, type: 'number' })), returns: 'number' },
  direction: 'minimize',
  vocabulary,
  parents: [parents[parent % parents.length] as Shown, parents[(parent + 1) % parents.length] as Shown],
  inspirations: [parents[(parent + 2) % parents.length] as Shown],
  trainCases: 1,
  size: 80,
  random: stream(`closed/${seed}`),
})

/** What a program returns that is made neither of the vocabulary nor of names in scope and lists. */
function foreignTo(text: string, vocabulary: Vocabulary): string[] {
  if (text === '') return []
  const parsed = parse(text, 'program.js')
  if (!parsed.ok) return [parsed.reason]
  const outside = (site: Site): string[] => {
    const { node } = site
    if (node.type === 'Identifier') return node.name === 'a' || node.name === 'b' ? [] : [node.name]
    if (node.type === 'Literal') return vocabulary.constants?.includes(node.value as number) === true ? [] : [String(node.value)]
    if (node.type === 'ArrayExpression') return sitesOf(node).flatMap((item) => (item.parent?.node === node ? outside(item) : []))
    const [made] = matches(site, vocabulary)
    return made === undefined ? [text.slice((node as Expression & { start: number }).start)] : made.holes.flatMap(outside)
  }
  return sitesOf(parsed.tree).flatMap((site) => (site.parent?.node.type === 'ReturnStatement' ? outside(site) : []))
}

/** The text that comes of a proposal without inner evaluations. */
function proposed(context: Context, proposer = createGenetic()): string | undefined {
  const { value } = proposer.propose(context).next()
  return value !== undefined && 'files' in value ? value.files['program.js'] : undefined
}

describe('a closed vocabulary', () => {
  test('is all that grows, by whatever operator', () => {
    fc.assert(
      fc.property(fc.nat(1e6), fc.nat(parents.length - 1), (seed, parent) => {
        const text = proposed(contextOf(seed, closed, parent))
        expect(foreignTo(text ?? '', closed)).toEqual([])
      }),
      { numRuns: 1500 },
    )
  })

  test.each(closedOperators.map((operator) => [operator.name, operator] as const))('%s finds something to do, within it', (_, operator) => {
    const proposer = createGenetic({ operators: [operator] })
    const texts = Array.from({ length: 60 }, (__, seed) => proposed(contextOf(seed, closed, seed), proposer)).filter(
      (text) => text !== undefined,
    )
    expect(texts.length).toBeGreaterThan(0)
    for (const text of texts) expect(foreignTo(text, closed)).toEqual([])
  })

  test('left open, other things grow too', () => {
    const open: Vocabulary = { ...closed, closed: false }
    const texts = Array.from({ length: 60 }, (_, seed) => proposed(contextOf(seed, open, seed)) ?? '')
    expect(texts.filter((text) => text !== '' && foreignTo(text, open).length > 0).length).toBeGreaterThan(20)
  })

  test('without anything of a kind lets nothing of it grow', () => {
    const growing = { scope: [], vocabulary: { closed: true, functions: ['_ && _'], constants: [7] }, random: stream('barren') } as const
    expect(() => grow('boolean', growing, 2)).toThrow(RangeError)
    expect(grow('number', growing, 2)).toMatchObject({ type: 'Literal', value: 7 })
  })
})
