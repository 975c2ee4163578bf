import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { defineLanguage } from '../engine/contracts/language.ts'
import type { Files, Program } from '../engine/contracts/program.ts'
import { strategyParts } from '../strategies/index.ts'
import { identify, languageParts, languagesAmong, makeProgram, ownLanguages } from './index.ts'
import { markersAmong } from './marks.ts'
import { createLanguages } from './program.ts'

function programOf(files: Files, make = makeProgram): Program {
  const made = make(files)
  if (!made.ok) throw new Error(made.reason)
  return made.program
}

describe('a program of JavaScript alone has the hashes that it had before there were other languages', () => {
  test.each<[string, string, number, Files]>([
    ['4f53cda18c2baa0c0354bb5f9a3ecbe5', 'e3b0c44298fc1c149afbf4c8996fb924', 0, {}],
    [
      '7d34e53383ba5cea33ca1339b7fd7ad4',
      'dd73d8ac7fbcfef7faa1d50642948c8b',
      10,
      { 'program.ts': 'export function f(x: number): number { return x * 2 }' },
    ],
    [
      '8db0da1bcb8ab0c3c0d5de170bb255b1',
      'd1d0c8f389f7a50f1027bb0170abc224',
      15,
      { 'program.js': 'export const f = (x) => `${x}` + /a/g.source' },
    ],
    [
      '877bc84cc51a5d76e280291d5fe298e7',
      '2e3fa7a9937e8687e7bb386de3a4583f',
      27,
      {
        'lib/weigh.mjs': 'export const weigh = (x) => x ** 2',
        'program.ts': "import { weigh } from './lib/weigh.mjs'\nexport const f = (x: number): number => weigh(x) /* why */ + 1\n",
      },
    ],
  ])('%s', (id, canonicalHash, size, files) => {
    expect(programOf(files)).toEqual({ id, canonicalHash, size, files })
  })
})

describe('a program of several languages', () => {
  const mixed: Files = {
    'agent.ts': 'export const f = (x: number) => x',
    'prompts/first.md': 'Be brief.\n',
    'table.json': '{"a": 1}',
    Makefile: 'all:\n',
  }

  test('has the sum of their sizes, and the languages that it has', () => {
    const sizes = Object.entries(mixed).map(([name, text]) => {
      const found = ownLanguages.of(name).canonicalize(text, name)
      return found.ok ? found.size : Number.NaN
    })
    expect(programOf(mixed)).toMatchObject({ id: identify(mixed), size: sizes.reduce((sum, size) => sum + size) })
    expect(ownLanguages.in(mixed).map(({ name }) => name)).toEqual(['javascript', 'json', 'other', 'text'])
  })

  test('is the same in other clothes, whatever the order of its files, and another one with other files', () => {
    const dressed = {
      ...mixed,
      'table.json': '{ "a": 1.0 }\n',
      'agent.ts': 'export const f = (x) => x // as it is',
      'prompts/first.md': 'Be brief.  ',
    }
    const { canonicalHash } = programOf(mixed)
    expect(programOf(Object.fromEntries(Object.entries(dressed).toReversed())).canonicalHash).toBe(canonicalHash)
    for (const name of Object.keys(mixed)) {
      const { [name]: text = '', ...others } = mixed
      expect(programOf(others).canonicalHash).not.toBe(canonicalHash)
      expect(
        programOf({ ...others, [name]: `${text}${name.endsWith('json') ? '' : '\nexport const more = 1'}`.replace('1}', '2}') })
          .canonicalHash,
      ).not.toBe(canonicalHash)
      expect(programOf({ ...others, [`x${name}`]: text }).canonicalHash).not.toBe(canonicalHash)
    }
  })

  test('is refused with the name of the file that is wrong', () => {
    expect(makeProgram({ ...mixed, 'table.json': '{"a": 1,}' })).toEqual({
      ok: false,
      reason: 'table.json does not parse at line 1:9: what stands there is not JSON',
    })
    expect(makeProgram({ ...mixed, 'table.json': '[\n  1' })).toEqual({
      ok: false,
      reason: 'table.json does not parse at line 2:4: it ends too early',
    })
  })

  test.each(['../escape.txt', '/etc/passwd', 'a//b.txt', '.hidden.md', 'a/./b.txt', 'a\u0000.txt', 'a\n.txt', 'C:\\a.txt', ''])(
    'has no file called %j',
    (name) => {
      expect(makeProgram({ [name]: 'a' })).toMatchObject({ ok: false, reason: expect.stringContaining('plain path') })
    },
  )
})

test('JSON is what JSON.parse reads, to the letter, in its own canonical form', () => {
  const { canonicalize } = ownLanguages.of('a.json')
  const text = fc.oneof(
    fc.json(),
    fc.json().map((json) => JSON.stringify(JSON.parse(json), null, 2)),
    fc
      .array(
        fc.constantFrom(
          '{',
          '}',
          '[',
          ']',
          ',',
          ':',
          '"a"',
          '"',
          '1',
          '01',
          '-',
          '.5',
          '1.',
          '1e',
          'e1',
          'null',
          'nul',
          ' ',
          '\u00a0',
          '\n',
          '\\',
          '\u0001',
        ),
        { maxLength: 9 },
      )
      .map((parts) => parts.join('')),
  )
  const parsed = (source: string): { readonly value: unknown } | undefined => {
    try {
      return { value: JSON.parse(source) }
    } catch {
      return undefined
    }
  }
  fc.assert(
    fc.property(text, (source) => {
      const [found, wanted] = [canonicalize(source, 'a.json'), parsed(source)]
      expect(found.ok).toBe(wanted !== undefined)
      if (found.ok) expect(JSON.parse(found.canonical)).toEqual(wanted?.value)
    }),
    { numRuns: 2000 },
  )
})

describe('evolve blocks', () => {
  const marked: Readonly<Record<string, string>> = {
    'a.ts': 'const a = 1\n// EVOLVE-BLOCK-START\nconst b = 2\n// EVOLVE-BLOCK-END\nconst c = 3\n',
    'a.json': '{\n  "a": 1,\n  "//": "EVOLVE-BLOCK-START",\n  "b": 2,\n  "// end": "EVOLVE-BLOCK-END"\n}\n',
    'a.md': '# Title\n<!-- EVOLVE-BLOCK-START -->\nb\n  <!-- EVOLVE-BLOCK-END -->\nc\n',
    'a.py': 'a = 1\n# EVOLVE-BLOCK-START\nb = 2\n# EVOLVE-BLOCK-END\n',
    'a.sql': '-- EVOLVE-BLOCK-START\r\nselect b\r\n-- EVOLVE-BLOCK-END\r\n',
    'a.ml': '(* EVOLVE-BLOCK-START *)\nlet b = 2\n(* EVOLVE-BLOCK-END *)',
  }
  test.each(Object.entries(marked))('are found in %s', (name, text) => {
    const blocks = ownLanguages.of(name).blocks(text, name)
    expect(blocks).toHaveLength(1)
    const { start = 0, end = 0 } = blocks?.[0] ?? {}
    expect(text.slice(start, end)).toMatch(/^\r?\n.*\bb\b.*\r?\n *$/)
    expect(text.slice(0, start)).toContain('EVOLVE-BLOCK-START')
    expect(text.slice(end)).toContain('EVOLVE-BLOCK-END')
  })

  test.each([
    ['a.md', 'Between EVOLVE-BLOCK-START and EVOLVE-BLOCK-END stands what changes.'],
    ['a.json', '{"a": "\\nEVOLVE-BLOCK-START", "b": ["// EVOLVE-BLOCK-START"]}'],
    ['a.ts', 'const a = "// EVOLVE-BLOCK-START"'],
    ['a.py', 'print("# EVOLVE-BLOCK-START")'],
  ])('are not where they are only spoken of: %s', (name, text) => {
    expect(ownLanguages.of(name).blocks(text, name)).toBeUndefined()
  })
})

test.each([
  ['a.md', '# T\n<!-- EVOLVE-BLOCK-START -->\n\n<!-- EVOLVE-BLOCK-END -->\n', { blocks: [{ from: 2, to: 4, isEmpty: true }], faults: [] }],
  ['a.md', 'Evolve block starts are spoken of here.', { faults: [] }],
  [
    'a.json',
    '{\n  "//": "evolve-block-start",\n  "a": 1\n}',
    { faults: [expect.stringMatching(/^a\.json line 2: no marker: write "\/\/": "EVOLVE-BLOCK-START", and /)] },
  ],
  ['a.py', 'a\n  # Evolve Block Start\nb', { faults: [expect.stringContaining('a.py line 2: no marker: write # EVOLVE-BLOCK-START')] }],
])('what looks like a marker in %s is told from one: %j', (name, text, markers) => {
  expect(markersAmong(text, name, ownLanguages.of(name))).toEqual(markers)
})

describe('languages of plug-ins', () => {
  const rpn = defineLanguage({
    name: 'rpn',
    extensions: ['.rpn'],
    canonicalize: (text) => ({ ok: true, canonical: text.trim().split(/\s+/).join(' '), size: text.trim().split(/\s+/).length }),
  })

  test('have their files, with words and blocks of their own accord', () => {
    const languages = languagesAmong([...strategyParts, ...languageParts, rpn])
    expect(programOf({ 'program.rpn': '1  2 +\n' }, languages.makeProgram)).toMatchObject({ size: 3 })
    expect(programOf({ 'program.rpn': '1 2\n+' }, languages.makeProgram).canonicalHash).toBe(
      programOf({ 'program.rpn': '1 2 +' }, languages.makeProgram).canonicalHash,
    )
    expect(languages.of('program.RPN').words).toMatchObject({ units: 'tokens', fences: 'any' })
    expect(programOf({ 'program.js': 'export const f = 1' }, languages.makeProgram)).toEqual(
      programOf({ 'program.js': 'export const f = 1' }),
    )
  })

  test('claim a longer ending before a shorter one', () => {
    const prompt = defineLanguage({ ...rpn.create(), name: 'prompt', extensions: ['.prompt.md'] })
    const { of } = createLanguages([...languageParts, prompt])
    expect([of('a.prompt.md'), of('b/a.x.prompt.md'), of('a.md'), of('prompt.md')].map(({ name }) => name)).toEqual([
      'prompt',
      'prompt',
      'text',
      'text',
    ])
  })

  test.each([
    ['claims what another one has', { extensions: ['.json'] }, 'the languages json and rpn both claim files that end in .json'],
    ['claims one ending twice', { extensions: ['.rpn', '.rpn'] }, 'the languages rpn and rpn both claim files that end in .rpn'],
    ['claims what is no ending', { extensions: ['rpn'] }, 'the language rpn claims files that end in "rpn", which is no extension'],
    ['says nothing of its files', { extensions: undefined as never }, 'the language rpn lacks its extensions or canonicalize'],
  ])('one that %s is refused', (_, wrong, message) => {
    const odd = defineLanguage({ ...rpn.create(), ...wrong })
    expect(() => languagesAmong([...languageParts, odd])).toThrow(expect.objectContaining({ code: 'PLUGIN_LANGUAGE', message }))
  })

  test('are made once for the parts of a run', () => {
    const parts = [...languageParts, rpn]
    expect(languagesAmong(parts)).toBe(languagesAmong(parts))
    expect(languagesAmong([...languageParts])).toBe(ownLanguages)
  })
})
