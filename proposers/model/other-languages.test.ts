import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Files } from '../../engine/contracts/program.ts'
import { makeProgram, ownLanguages } from '../../languages/index.ts'
import { createGenetic } from '../genetic/genetic.ts'
import { createRandomDraws } from '../random.ts'
import { printEdits } from './diff.ts'
import { readOffspring } from './edits.ts'
import { contextOf, programOf } from './fixtures/toy.ts'
import { slotsOf } from './prompts.ts'

const hashOf = (files: Files): string => {
  const made = makeProgram(files)
  return made.ok ? made.program.canonicalHash : ''
}

/** The program that a reply makes of another one, or why it makes none. */
function read(reply: string, base: Files, limit = 4000): Files | string {
  const made = readOffspring(reply, { base, frame: base, limit, known: new Set([hashOf(base)]) })
  return made.kind === 'failure' ? `${made.failure}: ${made.reason}` : made.program.files
}

const block = (search: string, replace: string, file = ''): string =>
  `${file === '' ? '' : `### file: ${file}\n`}<<<<<<< SEARCH\n${search}\n=======\n${replace}\n>>>>>>> REPLACE`
const fenced = (text: string, info: string, ticks = '```'): string => `${ticks}${info}\n${text.replace(/\n$/, '')}\n${ticks}`

/** A file in a language, a line of it, and the line that a reply puts there. */
interface Sample {
  readonly name: string
  readonly info: string
  readonly text: string
  readonly line: string
  readonly better: string
  /** The same with evolve blocks around the line. */
  readonly marked: string
}

const samples: readonly Sample[] = [
  {
    name: 'program.json',
    info: 'json',
    text: '{\n  "text": "how",\n  "search": "wide",\n  "steps": 3,\n  "weights": [1, 2]\n}\n',
    line: '  "steps": 3,',
    better: '  "steps": 5,',
    marked: '{\n  "text": "how",\n  "//": "EVOLVE-BLOCK-START",\n  "steps": 3,\n  "//": "EVOLVE-BLOCK-END",\n  "weights": [1, 2]\n}\n',
  },
  {
    name: 'program.md',
    info: 'markdown',
    text: '# Task\n\nYou answer questions; see http://a.example/x.\n\n- Be brief.\n- Think first.\n\n<thinking>\n{question}\n</thinking>\n',
    line: '- Be brief.',
    better: '- Be brief, and kind.',
    marked: '# Task\n\n<!-- EVOLVE-BLOCK-START -->\n- Be brief.\n<!-- EVOLVE-BLOCK-END -->\n\n{question}\n',
  },
  {
    name: 'program.txt',
    info: 'text',
    text: '- one\n- two\n- three',
    line: '- two',
    better: '- two or more',
    marked: 'Head.\n# EVOLVE-BLOCK-START\n- two\n# EVOLVE-BLOCK-END\nTail.\n',
  },
  {
    name: 'program.py',
    info: 'python',
    text: 'import math\n\ndef f(x):\n    # the step\n    k = 1  # once\n    return x * k\n',
    line: '    k = 1  # once',
    better: '    k = 7',
    marked: 'def f(x):\n    # EVOLVE-BLOCK-START\n    k = 1  # once\n    # EVOLVE-BLOCK-END\n    return x * k\n',
  },
  {
    name: 'program.tsv',
    info: 'tsv',
    text: '1\tone\n2\ttwo\n3\tthree\n',
    line: '2\ttwo',
    better: '2\ttwain',
    marked: 'first\n# EVOLVE-BLOCK-START\n2\ttwo\n# EVOLVE-BLOCK-END\nlast\n',
  },
]

describe.each(samples)('a reply about $name', ({ name, info, text, line, better, marked }) => {
  const base: Files = { [name]: text }
  const wanted: Files = { [name]: text.replace(line, better) }
  const whole = wanted[name] ?? ''
  const framed: Files = { [name]: marked }
  const mended: Files = { [name]: marked.replace(line, better) }
  const unmarked = (file: string): string => file.replaceAll(/^.*EVOLVE-BLOCK.*\n/gm, '')

  test.each<[string, string]>([
    ['a block', `I change a line.\n\n${block(line, better)}`],
    ['a block under the name of its file', block(line, better, name)],
    ['a block in a fence', fenced(block(line, better), info)],
    ['the whole file in a fence', `Here it is:\n\n${fenced(whole, info)}`],
    ['the whole file in a fence that says nothing', fenced(whole, '')],
    ['the whole file in a fence under its name', `### file: ${name}\n\n${fenced(whole, info)}`],
    ['the whole file in a fence behind which its name stands', fenced(whole, `${info} ${name}`)],
    ['the old file and the new one', `Before:\n\n${fenced(text, info)}\n\nAfter:\n\n${fenced(whole, info)}`],
    ['the whole file after thoughts', `<think>\n${fenced('x', info)}\n</think>\n\n${fenced(whole, info)}`],
    ['edits as JSON', JSON.stringify({ edits: [{ file: name, old: line, new: better }] })],
    ['the file as JSON', JSON.stringify({ files: { [name]: whole } })],
    ['a diff', fenced(`--- a/${name}\n+++ b/${name}\n@@ -1,2 +1,2 @@\n-${line}\n+${better}`, 'diff')],
    ['a tag', `<file path="${name}">\n${whole}</file>`],
  ])('is read: %s', (_, reply) => {
    expect(read(reply, base)).toEqual(wanted)
  })

  test.each<[string, string]>([
    ['a block', block(line, better)],
    ['the whole file', fenced(mended[name] ?? '', info)],
    ['the whole file without its marks', fenced(unmarked(mended[name] ?? ''), info)],
    [
      'the whole file whose frame is another one',
      fenced(
        (mended[name] ?? '').replace(/^.*\n/, (head) => (info === 'json' ? head : `${head.trimEnd()} again\n`)),
        info,
      ),
    ],
  ])('keeps what stands around its evolve blocks: %s', (_, reply) => {
    expect(read(reply, framed)).toEqual(mended)
  })

  test('may not change what stands around the blocks', () => {
    const [outside = ''] = marked.split('\n').filter((each) => !each.includes('EVOLVE') && each !== line && each.trim().length > 2)
    expect(read(block(outside, outside.replace(/\w/, 'z')), framed)).toMatch(/^outside: |^syntax: /)
    expect(read(block(marked.split('\n').find((each) => each.includes('START')) ?? '', '', name), framed)).not.toEqual(
      expect.objectContaining({ [name]: unmarked(marked) }),
    )
  })

  test('that changes nothing but clothes, or is too large, is told so', () => {
    expect(read(fenced(text, info), base)).toMatch(/^unchanged: /)
    expect(read(fenced(whole, info), base, 1)).toMatch(/^oversized: the result has \d+ (?:values of JSON|words|tokens), and 1 are allowed$/)
    expect(read('I would rather not.', base)).toMatch(/^nothing: /)
    expect(read(block('nowhere in it', 'x'), base)).toMatch(/^unmatched: /)
  })

  test('is shown behind a fence of its language, and read again as it was printed', () => {
    const parent = { program: programOf(base), evaluation: contextOf().parents[0]!.evaluation }
    const { entry: _, ...context } = contextOf({ parents: [parent], fuel: { times: 20 } })
    const slots = slotsOf(context)
    expect(slots.parent).toContain(`### file: ${name}\n\n\`\`\``)
    expect(slots.constraints).toBe(ownLanguages.of(name).words.rules)
    expect(slots.size).toContain(ownLanguages.of(name).words.units)
    expect(slots.entry).toBeUndefined()
    expect(Object.values(slots).join('\n')).not.toMatch(/JavaScript|nodes of syntax|Loops/)
    expect(read(printEdits(base, wanted), base)).toEqual(wanted)
  })
})

test('any file of text is read back from the fence that it is shown in, and from the change that made it', () => {
  const line = fc.oneof(
    fc.constantFrom(
      '',
      '```',
      '```json',
      '- a',
      '+ b',
      '1: c',
      '# program.txt',
      '<think>\n{thought}\n</think>',
      '{"code": "x"}',
      '// ...',
      '<<<<<<<',
      '=======',
      '@@ -1 +1 @@',
    ),
    fc.string({ maxLength: 20 }).map((text) => text.replaceAll(/[^ -~]/g, 'x')),
  )
  const file = fc.array(line, { minLength: 1, maxLength: 8 }).map((lines) => lines.join('\n'))
  fc.assert(
    fc.property(file, file, (before, after) => {
      const base = { 'program.txt': `head\n${before}\ntail\n` }
      const wanted = { 'program.txt': `head\n${after}\ntail\n` }
      fc.pre(hashOf(base) !== hashOf(wanted))
      const again = read(printEdits(base, wanted), base)
      expect(typeof again === 'string' ? again : hashOf(again)).toBe(hashOf(wanted))
    }),
    { numRuns: 500 },
  )
})

test.each([
  ['genetic', createGenetic()],
  ['random', createRandomDraws()],
])('the proposer %s fails in words where there is no JavaScript, and asks nothing', (_, proposer) => {
  const parent = { program: programOf({ 'program.json': '[1, 2]', 'notes.txt': 'a + b' }), evaluation: contextOf().parents[0]!.evaluation }
  const { entry, ...context } = contextOf({ parents: [parent] })
  for (const each of [context, { ...context, ...(entry === undefined ? {} : { entry }) }])
    expect(proposer.propose(each).next()).toEqual({
      done: true,
      value: { kind: 'failure', operator: expect.any(String), reason: expect.any(String) },
    })
})

describe('a program of several languages', () => {
  const base: Files = {
    'agent.ts': "import table from './table.json'\n\nexport function f(x: number): number {\n  return table.a * x\n}\n",
    'prompts/first.md': 'Be brief.\n',
    'table.json': '{ "a": 1 }\n',
  }
  const about = (reply: string): Files | string => {
    const made = readOffspring(reply, { base, frame: base, entry: 'f', limit: 4000, known: new Set([hashOf(base)]) })
    return made.kind === 'failure' ? `${made.failure}: ${made.reason}` : made.program.files
  }

  test.each<[string, string, Files]>([
    ['a block that stands in one of them alone', block('Be brief.', 'Be kind.'), { ...base, 'prompts/first.md': 'Be kind.\n' }],
    [
      'blocks under names',
      `${block('{ "a": 1 }', '{ "a": 2 }', 'table.json')}\n\n${block('  return table.a * x', '  return table.a + x', 'agent.ts')}`,
      { ...base, 'table.json': '{ "a": 2 }\n', 'agent.ts': (base['agent.ts'] ?? '').replace('*', '+') },
    ],
    ['the only file that the fence says', fenced('{ "a": 3 }', 'json'), { ...base, 'table.json': '{ "a": 3 }\n' }],
    [
      'files under headings',
      `### file: prompts/first.md\n${fenced('Be kind.', 'markdown')}\n\n### file: table.json\n${fenced('{ "a": 4 }', 'json')}`,
      { ...base, 'prompts/first.md': 'Be kind.\n', 'table.json': '{ "a": 4 }\n' },
    ],
    [
      'code that is the file of code',
      fenced((base['agent.ts'] ?? '').replace('*', '-'), 'ts'),
      { ...base, 'agent.ts': (base['agent.ts'] ?? '').replace('*', '-') },
    ],
  ])('is changed by %s', (_, reply, wanted) => {
    expect(about(reply)).toEqual(wanted)
  })

  test('is shown with the rules of each language, JavaScript first, and the size in all their units', () => {
    const parent = { program: programOf(base), evaluation: contextOf().parents[0]!.evaluation }
    const slots = slotsOf(contextOf({ parents: [parent] }))
    expect(slots.constraints).toMatch(/^A program is JavaScript[\s\S]*\nA file of JSON[\s\S]*\nA file of text/)
    expect(slots.size).toContain('nodes of syntax and values of JSON and words')
    expect([...(slots.parent ?? '').matchAll(/^```(\w+)$/gm)].map(([, info]) => info)).toEqual(['ts', 'markdown', 'json'])
  })
})
