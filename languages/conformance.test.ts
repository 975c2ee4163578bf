import { describe, expect, test } from 'vitest'
import { languageRequirements, type LanguageSubject } from '../conformance/index.ts'
import { languageParts } from './index.ts'

const SUBJECTS: Readonly<Record<string, Omit<LanguageSubject, 'make'>>> = {
  javascript: {
    file: 'program.ts',
    same: [['export const f = (x: number) => x + 1', '// what it does\nexport const f = (x) =>\n  (x + 1);\n'], ['']],
    different: [
      'export const f = (x) => x + 1',
      'export const f = (x) => x + 2',
      'export const g = (x) => x + 1',
      "export const f = () => '+ 1'",
    ],
  },
  json: {
    file: 'program.json',
    same: [
      [
        '{"a":[1,2],"b":null}',
        '{ "b": null,\n  "a": [ 1.0, 2e0 ] }\r\n',
        '{"a":0,"b":null,"a":[10e-1,0.2E+1]}',
        '{"\\u0061":[1,2],"b":null}',
      ],
      ['[0.5,100,"é",{"__proto__":1}]', '[5e-1,1E2,"\\u00e9",{"__proto__":1.0}]'],
      ['1e400', '10e399'],
    ],
    different: [
      '1',
      '-1',
      '0',
      '-0',
      '"1"',
      '[1]',
      '[[1]]',
      '{}',
      '[]',
      'null',
      'true',
      '{"a":1}',
      '{"a":"1"}',
      '[1,2]',
      '[2,1]',
      '12345678901234567890',
      '12345678901234567891',
      '""',
      '"a"',
      '"a "',
    ],
  },
  text: {
    file: 'prompt.md',
    same: [
      ['Be brief.\n\n- and kind', 'Be brief.  \r\n\t\r\n- and kind\n\n\n', 'Be brief.\r\r- and kind \r'],
      ['', '\n \n', '  '],
    ],
    different: ['Be brief.', 'be brief.', ' Be brief.', 'Be  brief.', 'Be\nbrief.', '\nBe brief.'],
  },
  other: {
    file: 'program.rpn',
    same: [['1 2 +\n3 *\n', '1 2 +\r\n3 *\r\n', '1 2 +\r3 *\r']],
    different: ['1 2 +', '1  2 +', '1 2 + ', '1 2 +\n', '1 2 -'],
  },
}

describe.each(languageParts.map((part) => [part.name, part] as const))('the language %s', (name, part) => {
  const subject = SUBJECTS[name]
  if (subject === undefined) throw new Error(`the language ${name} is not put to the test`)
  for (const requirement of languageRequirements({ ...subject, make: () => part.create() }))
    test(requirement.name, { timeout: 120_000 }, requirement.run)
})

describe('the suite finds a language that', () => {
  const failing = async (definition: Partial<ReturnType<LanguageSubject['make']>>): Promise<string[]> => {
    const make = (): ReturnType<LanguageSubject['make']> => ({
      name: 'odd',
      extensions: ['.odd'],
      canonicalize: (text) => ({ ok: true, canonical: text.trim(), size: text.length === 0 ? 0 : 1 }),
      ...definition,
    })
    const failed: string[] = []
    for (const { name, run } of languageRequirements({ make, file: 'a.odd', same: [['a', ' a']], different: ['a', 'b'] })) {
      try {
        await run()
      } catch {
        failed.push(name)
      }
    }
    return failed
  }
  let calls = 0
  test.each<[string, Partial<ReturnType<LanguageSubject['make']>>]>([
    ['counts with every call', { canonicalize: () => ({ ok: true, canonical: 'a', size: (calls += 1) }) }],
    ['takes everything for one', { canonicalize: () => ({ ok: true, canonical: '', size: 0 }) }],
    ['takes nothing for the same', { canonicalize: (text) => ({ ok: true, canonical: text, size: 0 }) }],
    ['throws', { canonicalize: (text) => (text.includes('\u0000') ? JSON.parse(text) : { ok: true, canonical: text.trim(), size: 0 }) }],
    ['adds to its own form', { canonicalize: (text) => ({ ok: true, canonical: `${text.trim()}.`, size: 0 }) }],
    ['has half a size', { canonicalize: (text) => ({ ok: true, canonical: text.trim(), size: 0.5 }) }],
    ['has blocks outside of the text', { blocks: (text) => [{ start: 0, end: text.length + 1 }] }],
    [
      'refuses without a word',
      { canonicalize: (text) => (text === '' ? { ok: false, reason: '' } : { ok: true, canonical: text.trim(), size: 0 }) },
    ],
  ])('%s', async (_, definition) => {
    expect(await failing(definition)).not.toEqual([])
  })
})
