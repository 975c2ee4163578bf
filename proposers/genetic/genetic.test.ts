import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Evaluation } from '../../engine/contracts/evaluation.ts'
import type { Entry } from '../../engine/contracts/problem.ts'
import type { Context, Shown, Proposal, Proposer } from '../../engine/contracts/proposer.ts'
import { stream } from '../../engine/contracts/random.ts'
import { makeProgram } from '../../languages/index.ts'
import { DESCENT } from './fixtures/descent.ts'
import { createGenetic } from './genetic.ts'
import { operatorNames, operators } from './operators.ts'

const evaluation: Evaluation = { set: 'train', verdict: 'scored', cases: [], score: 1, metrics: {}, fuel: 1 }

function individual(text: string, name = 'program.ts'): Shown {
  const made = makeProgram({ [name]: text })
  if (!made.ok) throw new Error(made.reason)
  return { program: made.program, evaluation }
}

const packing = individual(`/** Worth of a bin; see the statement. */
export function priority(item: number, residual: number, capacity: number): number {
  const full = capacity // stays
  // EVOLVE-BLOCK-START
  const gap: number = residual - item // room left
  let bonus = 0 * 1
  if (gap < 3) bonus = 10 * (gap as number)
  return bonus - gap / Math.max(full, 1)
  // EVOLVE-BLOCK-END
}
export const unit: string = 'bins' /* also stays */
`)

const programs: readonly { readonly name: string; readonly parent: Shown; readonly entry: Entry }[] = [
  {
    name: 'numbers',
    parent: packing,
    entry: { name: 'priority', parameters: ['item', 'residual', 'capacity'].map((name) => ({ name, type: 'number' })), returns: 'number' },
  },
  {
    name: 'arrays and loops',
    parent: individual(`type Point = { x: number; y: number }
export function tour(points: readonly Point[], start: number): number[] {
  const left = points.map((_: Point, k) => k).filter((k) => k !== start)
  const out: number[] = [start]
  while (left.length > 0) {
    let best = 0
    for (let k = 1; k < left.length; k++) {
      const a = points[left[k]!]!, b = points[out.at(-1)!]!
      if (Math.hypot(a.x - b.x, a.y - b.y) < best) best = k
    }
    out.push(...left.splice(best, 1))
  }
  return out
}
`),
    entry: {
      name: 'tour',
      parameters: [
        { name: 'points', type: 'readonly Point[]' },
        { name: 'start', type: 'number' },
      ],
      returns: 'number[]',
    },
  },
  {
    name: 'random draws and calls of a library',
    parent: individual(DESCENT),
    entry: {
      name: 'search',
      parameters: [
        { name: 'n', type: 'number' },
        { name: 'tools', type: 'Tools' },
      ],
      returns: 'number[]',
    },
  },
  {
    name: 'tables of whole numbers',
    parent: individual(`const order: number[] = [3, 0, 2, 1, 4]
export function network(wires: number): number[][] {
  const layers = [[[0, 1], [2, 3]], [[0, 2], [1, 3]], [[1, 2]]]
  return wires > 3 ? [...layers.flat(), [order[0], order[1]]] : [[0, 1], [1, 2], [0, 1]]
}
`),
    entry: { name: 'network', parameters: [{ name: 'wires', type: 'number' }], returns: 'number[][]' },
  },
  {
    name: 'strings, booleans, objects, a class and a generator in JavaScript',
    parent: individual(
      `const weights = { vowel: 2, other: 1 }
class Counter { #n = 0; add(k = 1) { this.#n += k; return this }; get n() { return this.#n } }
function* letters(word) { for (const letter of word) yield letter }
export const score = (word, strict = false) => {
  const counter = new Counter()
  for (const letter of letters(word.toLowerCase())) counter.add('aeiou'.includes(letter) ? weights.vowel : weights.other)
  switch (word.length) { case 0: return { ok: !strict, get long() { return false }, twice(k = 1) { return k * 2 }, text: \`\${word}
 empty\` }; default: break }
  try { return { ok: counter.n > 3 && !strict, text: \`\${word}: \${counter.n}\` } } catch { return { ok: false, text: '' } }
}
`,
      'program.js',
    ),
    entry: { name: 'score', parameters: [{ name: 'word', type: 'string' }], returns: 'unknown' },
  },
]

function contextOf(parent: Shown, entry: Entry, key: string, inspirations: readonly Shown[] = []): Context {
  const vocabulary = {
    terms: ['residual - item', 'not even (an expression'],
    functions: ['Math.exp(-_)', '_ > _ ? _ : _'],
    constants: [0, 1, 50],
  }
  return {
    statement: '',
    entry,
    direction: 'minimize',
    vocabulary,
    parents: [parent],
    inspirations,
    trainCases: 4,
    size: 400,
    random: stream(key),
  }
}

function propose(proposer: Proposer, context: Context): Proposal {
  const conversation = proposer.propose(context)
  let turn = conversation.next()
  while (turn.done !== true) turn = conversation.next({ kind: 'evaluation', evaluation })
  return turn.value
}

describe.each(programs)('the genetic proposer on $name', ({ parent, entry }) => {
  const genetic = createGenetic()
  const donors = programs.map((item) => item.parent).filter((item) => item !== parent)

  test('every proposal parses, is new, and comes again from the same stream', () => {
    fc.assert(
      fc.property(fc.string(), (key) => {
        let current = parent
        for (let generation = 0; generation < 4; generation++) {
          const ask = (): Proposal => propose(genetic, contextOf(current, entry, `${key}/${generation}`, donors))
          const proposal = ask()
          expect(ask()).toEqual(proposal)
          if (proposal.kind === 'failure') continue
          const made = makeProgram(proposal.files)
          if (!made.ok) throw new Error(made.reason)
          expect(made.program.canonicalHash).not.toBe(current.program.canonicalHash)
          current = { program: made.program, evaluation }
        }
      }),
      { numRuns: 60 },
    )
  })

  test('it seldom finds nothing to propose', () => {
    const kinds = Array.from({ length: 200 }, (_, k) => propose(genetic, contextOf(parent, entry, `kind/${k}`, donors)).kind)
    expect(kinds.filter((kind) => kind === 'failure').length).toBeLessThan(4)
  })
})

describe('what is not changed', () => {
  const [head, tail] = packing.program.files['program.ts']!.split(/(?<=EVOLVE-BLOCK-START)[^]*(?=\/\/ EVOLVE-BLOCK-END)/) as [
    string,
    string,
  ]

  test('text outside of evolve blocks stays to the letter', () => {
    let current = packing
    for (let k = 0; k < 300; k++) {
      const proposal = propose(createGenetic(), contextOf(current, programs[0]!.entry, `outside/${k}`, [packing]))
      if (proposal.kind === 'failure') continue
      const text = proposal.files['program.ts'] ?? ''
      expect(text.startsWith(head)).toBe(true)
      expect(text.endsWith(tail)).toBe(true)
      const made = makeProgram(proposal.files)
      if (made.ok) current = { program: made.program, evaluation }
    }
  })

  test('types and comments outside of the changed expression survive', () => {
    const constants = createGenetic({ operators: operators.filter(({ name }) => name === 'constant-mutation') })
    for (let k = 0; k < 50; k++) {
      const proposal = propose(constants, contextOf(packing, programs[0]!.entry, `types/${k}`))
      const text = proposal.kind === 'program' ? (proposal.files['program.ts'] ?? '') : ''
      expect(text).toContain('const gap: number = residual - item // room left')
    }
  })

  test('a program does not grow beyond the limit', () => {
    const size = packing.program.size + 5
    for (let k = 0; k < 100; k++) {
      const proposal = propose(createGenetic(), { ...contextOf(packing, programs[0]!.entry, `size/${k}`, [packing]), size })
      const made = proposal.kind === 'program' ? makeProgram(proposal.files) : undefined
      if (made?.ok === true) expect(made.program.size).toBeLessThanOrEqual(size)
    }
  })
})

test('each operator finds something to do in one of the programs', () => {
  for (const operator of operators) {
    const only = createGenetic({ operators: [operator] })
    const found = programs.some(({ parent, entry }) =>
      Array.from({ length: 30 }, (_, k) =>
        propose(
          only,
          contextOf(
            parent,
            entry,
            `${operator.name}/${k}`,
            programs.map((item) => item.parent),
          ),
        ),
      ).some(({ kind }) => kind === 'program'),
    )
    expect({ operator: operator.name, found }).toEqual({ operator: operator.name, found: true })
  }
})

test('operators that are not to be used are not; when none is left it proposes nothing', () => {
  const [{ entry } = { entry: { name: '', parameters: [], returns: '' } }] = programs
  const used = (without: readonly string[]): Set<string> =>
    new Set(
      Array.from({ length: 200 }, (_, k) =>
        propose(createGenetic(), { ...contextOf(packing, entry, `without/${k}`), disabledOperators: without }),
      ).flatMap(({ operator }) => operator.split('+')),
    )
  expect(used([]).has('hoist-mutation')).toBe(true)
  expect(used([]).has('shrink-mutation')).toBe(true)
  const left = used(['hoist-mutation', 'shrink-mutation'])
  expect(left.has('hoist-mutation') || left.has('shrink-mutation')).toBe(false)
  expect(left.has('constant-mutation')).toBe(true)
  expect(propose(createGenetic(), { ...contextOf(packing, entry, 'none'), disabledOperators: operatorNames })).toMatchObject({
    kind: 'failure',
  })
})

test('a parent that has nothing to evolve is a failure, not a fault', () => {
  for (const text of ['', 'export {}', '// EVOLVE-BLOCK-START\n// EVOLVE-BLOCK-END\nexport const f = () => 1']) {
    expect(propose(createGenetic(), contextOf(individual(text), programs[0]!.entry, 'nothing')).kind).toBe('failure')
  }
})

describe('a program of several files', () => {
  const files = {
    'main.ts': `import { weigh, RATE } from './lib/weigh.ts'
import type { Bin } from './types.ts'
export function priority(item: number, bin: Bin): number {
  // EVOLVE-BLOCK-START
  return weigh(bin.room - item) * 2
  // EVOLVE-BLOCK-END
}
`,
    'lib/weigh.ts': `export const RATE: number = 0.5
export function weigh(gap: number): number {
  const near = gap < 3 ? 10 - gap : 1 / (1 + gap)
  const far = Math.max(gap * RATE, 0) + Math.sqrt(gap + 1) - (gap > 50 ? 3 : 4)
  return near * RATE + far
}
`,
    'types.ts': 'export interface Bin { room: number }\n',
    'table.js': '// EVOLVE-BLOCK-START\n// EVOLVE-BLOCK-END\nexport const table = [1, 2, 3]\n',
  }
  const made = makeProgram(files)
  if (!made.ok) throw new Error(made.reason)
  const parent: Shown = { program: made.program, evaluation }
  const entry = {
    name: 'priority',
    parameters: [
      { name: 'item', type: 'number' },
      { name: 'bin', type: 'Bin' },
    ],
    returns: 'number',
  }
  const proposals = Array.from({ length: 300 }, (_, k) => propose(createGenetic(), contextOf(parent, entry, `several/${k}`))).flatMap(
    (item) => (item.kind === 'program' ? [item.files as typeof files] : []),
  )

  test('changes where its sites are, in the blocks of each file', () => {
    const changed = (name: keyof typeof files): number => proposals.filter((item) => item[name] !== files[name]).length
    expect(proposals.length).toBeGreaterThan(250)
    expect(changed('types.ts') + changed('table.js')).toBe(0)
    expect(changed('main.ts')).toBeGreaterThan(30)
    expect(changed('lib/weigh.ts')).toBeGreaterThan(2 * changed('main.ts'))
    const [head = '', tail = ''] = files['main.ts'].split(/(?<=START)[^]*(?=\/\/ EVOLVE-BLOCK-END)/)
    for (const item of proposals) {
      expect(item['main.ts'].startsWith(head) && item['main.ts'].endsWith(tail)).toBe(true)
      expect(Object.keys(item)).toEqual(Object.keys(files))
    }
  })

  test('is changed with names that it imports and members of types that it imports', () => {
    const blocks = proposals.map((item) => /START([^]*)\/\/ EVOLVE-BLOCK-END/.exec(item['main.ts'])?.[1] ?? '')
    expect(blocks.some((block) => block.includes('RATE'))).toBe(true)
    expect(blocks.some((block) => block.split('bin.room').length > 2)).toBe(true)
  })
})
