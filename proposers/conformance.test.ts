import { describe, expect, test } from 'vitest'
import { proposerRequirements } from '../conformance/index.ts'
import type { ProposerSubject } from '../conformance/index.ts'
import type { ModelStrategy } from '../engine/contracts/manifest.ts'
import { completeOptionsOf } from '../engine/contracts/registry.ts'
import type { Examples, Proposer } from '../engine/contracts/proposer.ts'
import { makeProgram } from '../languages/index.ts'
import { proposerParts } from './index.ts'
import { model } from './model/part.ts'
import { publishedParts } from './published/parts.ts'
import { loadTemplates } from './model/templates.ts'

const parents = [
  { 'program.js': 'export function f(x) {\n  const goal = 3\n  return goal * x + 0.5\n}\n' },
  {
    'program.ts': `export function f(x: number): number {
  // EVOLVE-BLOCK-START
  let sum = 0
  for (let k = 1; k < 5; k++) sum += Math.sin(k * x) / k
  return sum > 2 ? 2 : sum
  // EVOLVE-BLOCK-END
}
`,
  },
]

/** Programs without code, and what their problem says of their files. */
const texts = [
  { 'prompt.md': 'Answer in one word.\nNever guess. Say so if you do not know.\n', 'demos.json': '[]' },
  { 'prompt.md': 'Answer in a sentence.\n', 'demos.json': '[{"input":"two","output":2}]' },
  {
    'prompt.md': 'Name the language.\n',
    'demos.json': '[\n  {"input":"one","output":1}\n]\n',
    'settings.json': '{"heat": 0.5, "mode": "short"}',
  },
]
const facts: NonNullable<ProposerSubject['facts']> = {
  demonstrations: new Map([['demos.json', { most: 3, count: 5, at: (k) => JSON.stringify({ input: `case ${k}`, output: k }) }]]),
  schemas: {
    'settings.json': {
      type: 'object',
      properties: { heat: { type: 'number', minimum: 0, maximum: 1 }, mode: { enum: ['short', 'long'] } },
    },
  },
}

/** Examples of the entry, for a proposer that writes programs from such. */
const examples: Examples = {
  initial: parents[0] ?? {},
  cases: [1, 2, 3, 5, 8, 13].map((input) => ({ input, expected: input > 4 ? 2 * input : input + 1 })),
}

/** Replies of a model that edits, writes anew, refuses, and breaks off. */
const replies = [
  '<<<<<<< SEARCH\n  const goal = 3\n=======\n  const goal = 4\n>>>>>>> REPLACE',
  'Here it is:\n```ts\nexport function f(x: number): number {\n  return 2 * x\n}\n```\n',
  'I would rather not.',
  '<<<<<<< SEARCH\n  let sum = 0\n=======\n  let sum = 1\n>>>>>>> REPLACE',
  '```js\nexport function f(x) {',
]

const asking: ModelStrategy = {
  models: [
    { name: 'large', weight: 1 },
    { name: 'small', weight: 3 },
  ],
  templates: loadTemplates(
    undefined,
    publishedParts.flatMap(({ purposes = [] }) => purposes),
  ),
  bandit: true,
  crossoverEvery: 3,
  maxRepairs: 2,
  reflectEvery: 4,
  summarizeEvery: 5,
  templateUpdateEvery: 6,
  omit: [],
  stagnationWindow: 10,
}

const parts = [...proposerParts, model, ...publishedParts]

test('every proposer is put to the test', () => {
  expect(parts.map(({ name }) => name).sort()).toEqual(
    'bootstrap evoprompt genetic gepa instruct model opro promptbreeder random reflexion self-refine synthesis text textgrad tpe tune'.split(
      ' ',
    ),
  )
})

/** Options beside those that a proposer has unless given. */
const options: Readonly<Record<string, readonly object[]>> = {
  random: [{ method: 'ramped' }],
  gepa: [{ cases: 1, again: true }],
  opro: [{ samples: 1, scores: false, order: 'drawn' }],
  reflexion: [{ window: 'all' }, { window: 0 }],
  'self-refine': [{ rounds: 1, advice: false }],
}

/** Replies of a model that writes a text anew, data, or what is neither. */
const texted = [
  '```markdown\nAnswer in two words.\n```',
  '```json\n[{"input":"one","output":2}]\n```',
  '```markdown\nAnswer at length.\n```',
  'It is too long.',
  '```markdown\nAnswer in verse.\n```',
]

const subjects = parts.flatMap((part) =>
  [{}, ...(options[part.name] ?? [])].map((given) => ({ named: `${part.name} ${JSON.stringify(given)}`, part, given })),
)

describe.each(subjects)('the proposer $named', ({ part, given }) => {
  const make = (): Proposer => part.create(completeOptionsOf(part, { ...given }) as never, part.asks === true ? asking : undefined)
  const isOfTexts = part.name === 'text' || publishedParts.includes(part) || part.languages?.includes('text') === true
  const own = isOfTexts ? { parents: texts, facts } : { parents, ...(part.name === 'synthesis' ? { facts: { examples } } : {}) }
  for (const { name, run } of proposerRequirements({
    make,
    makeProgram,
    ...own,
    ...(part.asks === true ? { replies: isOfTexts ? texted : replies } : {}),
  }))
    test(name, run)
})

describe.each(['random', 'tune'])('the proposer %s, of texts and data', (use) => {
  const make = (): Proposer => parts.find(({ name }) => name === use)?.create({} as never) as Proposer
  for (const { name, run } of proposerRequirements({ make, makeProgram, parents: texts, facts })) test(name, run)
})
