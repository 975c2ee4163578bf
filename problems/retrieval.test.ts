import { describe, expect, test } from 'vitest'
import { loadProblem } from '../authoring/load.ts'
import { indexOf } from './retrieval/bm25.ts'
import { rewriter } from './retrieval/model.ts'

const problem = await loadProblem('retrieval')
const rulesOf = (cases: typeof problem.train): Set<string> =>
  new Set(cases.map(({ group, expected }) => `${group}: ${(expected as { readonly rule: string }).rule}`))

test('the examples of one rule are in one set, and a demonstration says words of its rule', () => {
  const sets = [problem.train, problem.validation, problem.heldOut.flatMap(({ cases }) => cases)].map(rulesOf)
  for (const [k, own] of sets.entries())
    for (const other of sets.slice(k + 1)) expect([...own].filter((rule) => other.has(rule))).toEqual([])
  const of = problem.demonstrations?.['demos.json']?.of
  const shown = problem.train.flatMap(({ input, expected, name }) => {
    const one = of?.({ input, expected, name }) as { readonly output: string } | undefined
    return one === undefined ? [] : [{ ...one, rule: (expected as { readonly rule: string }).rule.toLowerCase() }]
  })
  expect(shown.length).toBeGreaterThan(250)
  for (const { output, rule } of shown) for (const word of output.split(' ')) expect(rule).toContain(word.replace(/y$/, ''))
})

test('a query is judged by the places of the paragraphs of its section', () => {
  const subject = problem.train.find(({ group }) => group === 'Thematic breaks')
  if (subject === undefined) throw new Error('there is no such case')
  const scoreOf = (answer: unknown): unknown => problem.verify({ ...subject, expected: subject.expected }, answer)
  expect(scoreOf('')).toMatchObject({ score: 0, feedback: 'Thematic breaks; found nothing' })
  const { score: near } = scoreOf('thematic break') as { readonly score: number }
  expect(near).toBeGreaterThan(60)
  expect(near).toBeLessThanOrEqual(100)
  expect((scoreOf('hexadecimal entity') as { readonly score: number }).score).toBe(0)
  expect(scoreOf('x'.repeat(20_001))).toMatchObject({ invalid: expect.any(String) as string })
  expect(scoreOf(5)).toMatchObject({ invalid: 'not a text' })
})

describe('BM25', () => {
  const texts = ['a cat sat', 'the cat and the other cat sat there', 'dogs bark']
  const { search, weight } = indexOf(texts)

  test('has the idf of Lucene, and a word that no text has tells nothing', () => {
    expect(weight('cat')).toBeCloseTo(Math.log(1 + 1.5 / 2.5), 12)
    expect(weight('dogs')).toBeCloseTo(Math.log(1 + 2.5 / 1.5), 12)
    expect(weight('bird')).toBe(0)
  })

  test('ranks by saturated counts over lengths; of equal ones the first', () => {
    // lengths 2, 8 and 2 words of two letters or more, mean 4: 2.2 / (1 + 1.2 (0.25 + 0.75 / 2)) = 1.257 above 4.4 / (2 + 1.2 (0.25 + 1.5)) = 1.073
    expect(search('cat', 10)).toEqual([0, 1])
    expect(search('cats bark', 10)[0]).toBe(2)
    expect(search('cat', 1)).toEqual([0])
    expect(search('bird', 10)).toEqual([])
    expect(indexOf(['one two', 'one two']).search('two', 2)).toEqual([0, 1])
  })
})

describe('the model', () => {
  const say = (system: string, example: string): string =>
    rewriter({
      role: 'task',
      messages: [
        { role: 'system', content: system },
        { role: 'user', content: '# foo' },
        { role: 'assistant', content: 'heading opening sequence' },
        { role: 'user', content: '*foo*' },
        { role: 'assistant', content: 'emphasis delimiter run' },
        { role: 'user', content: example },
      ],
    })

  test('says the words of the nearest demonstrations, by signs and not by letters, and the example as often as it is told', () => {
    expect(say('follow the 1 nearest, and say 2 words of each', '# Bar')).toBe('# Bar heading opening')
    expect(say('Say the example itself 0 times. follow the 1 nearest', '**x**')).toBe('emphasis delimiter run')
    expect(say('Say the example itself 2 times.', 'x')).toBe('x x')
    expect(say('Say the example itself 0 times. follow the 2 nearest, and say 1 words of each', '#')).toBe('heading emphasis')
  })
})
