import assert from 'node:assert/strict'
import type { Canonical, LanguageDefinition } from '../engine/contracts/language.ts'
import { stream } from '../engine/contracts/random.ts'
import type { Requirement } from './archive.ts'

/** A language that is put to the test. */
export interface LanguageSubject {
  readonly make: () => LanguageDefinition
  /** The name of a file in it. */
  readonly file: string
  /** Texts in it, and for each others that are the same in other clothes, if there are such. */
  readonly same: readonly (readonly [text: string, ...others: string[]])[]
  /** Texts of which no two mean the same. */
  readonly different: readonly string[]
}

/** Characters of a large text, and milliseconds that it may take. */
const LARGE = 2 ** 20
const PATIENCE = 30_000

/** A megabyte of a part, or of a part and as many of the one that closes it. */
function repeated(part: string, closing: string = ''): string {
  const times = Math.ceil(LARGE / (part.length + closing.length))
  return part.repeat(times) + closing.repeat(times)
}

/** Texts of a megabyte that are nested, endless, full of marks or of nothing that belongs into a text. */
const hostile = (): readonly string[] => [
  ...['[', '{', '(', '<', '{"a":', '[[],', '"', "'", '`', '${', '/*', '//', '\\', '\\"', '-', '!', '=>', 'if(a)'].map((part) =>
    repeated(part),
  ),
  ...(
    [
      ['[', ']'],
      ['{"a":[', ']}'],
      ['(', ')'],
      ['{', '}'],
      ['`${', '}`'],
    ] as const
  ).map(([open, close]) => repeated(open, close)),
  ...[
    'a',
    '1',
    '0',
    '1e',
    '.',
    ' ',
    '\t',
    '\n',
    '\r',
    '\r\n',
    ' x\n',
    '\u0000',
    '\ud800',
    '\udc00\ud800',
    '\u2028',
    '\ufeff',
    '漢',
    '# EVOLVE-BLOCK-START\n',
    '// EVOLVE-BLOCK-END\n',
  ].map((part) => repeated(part)),
  `${' '.repeat(LARGE)}x`,
  `"${'a\\u0000'.repeat(LARGE / 8)}"`,
  `1${'0'.repeat(LARGE)}e-${'9'.repeat(400)}`,
]

/** Short texts of pieces that languages are made of, as they come. */
function* mixtures(count: number): Generator<string> {
  const random = stream('language')
  const pieces = [
    '{',
    '}',
    '[',
    ']',
    '(',
    ')',
    '"',
    "'",
    '`',
    ',',
    ':',
    ';',
    '0',
    '-1.50e3',
    'true',
    'null',
    'a',
    'export const a = 1',
    '\n',
    '\r\n',
    ' ',
    '\t',
    '\\',
    '\u0000',
    '\ud800',
    '\u2028',
    '# EVOLVE-BLOCK-START',
    '<!-- EVOLVE-BLOCK-END -->',
    '// EVOLVE-BLOCK-START',
    '"//": "EVOLVE-BLOCK-END",',
    '\n',
  ]
  for (let k = 0; k < count; k++) yield Array.from({ length: random.integer(14) }, () => pieces[random.integer(pieces.length)]).join('')
}

/** Requirements of a language, as `Language` states them. */
export function languageRequirements({ make, file, same, different }: LanguageSubject): Requirement[] {
  const read = (text: string): Canonical => make().canonicalize(text, file)
  const accepted = (text: string): Extract<Canonical, { ok: true }> => {
    const found = read(text)
    assert.ok(found.ok, `${JSON.stringify(text.slice(0, 60))} is refused`)
    return found
  }

  /** Checks one text against the requirements. */
  function check(text: string): void {
    const shown = `${JSON.stringify(text.slice(0, 60))} of ${text.length} characters`
    const found = read(text)
    assert.deepEqual(make().canonicalize(text, file), found, `${shown} comes to different forms`)
    if (!found.ok) assert.ok(found.reason.trim() !== '' && !/[\r\n]/.test(found.reason), `${shown} is refused without a reason on one line`)
    else {
      assert.ok(Number.isSafeInteger(found.size) && found.size >= 0, `${shown} has the size ${found.size}`)
      const again = read(found.canonical)
      if (again.ok) assert.deepEqual(again, found, `the canonical form of ${shown} is not its own`)
    }
    const blocks = make().blocks?.(text, file)
    let last = 0
    for (const { start, end } of blocks ?? []) {
      assert.ok(last <= start && start <= end && end <= text.length, `${shown} has a block from ${start} to ${end}`)
      last = end
    }
  }

  return [
    {
      name: 'has a name and extensions',
      async run() {
        const { name, extensions } = make()
        assert.match(name, /^[a-z][a-z0-9-]*$/i)
        for (const extension of extensions) assert.match(extension, /^(?:\.[a-z0-9_+-]+)+$/)
      },
    },
    {
      name: 'texts that are the same in other clothes have one canonical form and one size',
      async run() {
        for (const [text, ...others] of same) {
          check(text)
          for (const other of others)
            assert.deepEqual(accepted(other), accepted(text), `${JSON.stringify(other)} is not ${JSON.stringify(text)}`)
        }
      },
    },
    {
      name: 'texts that differ in what they mean have different canonical forms',
      async run() {
        const forms = new Map<string, string>()
        for (const text of different) {
          const { canonical } = accepted(text)
          assert.ok(!forms.has(canonical), `${JSON.stringify(text)} is taken for ${JSON.stringify(forms.get(canonical))}`)
          forms.set(canonical, text)
        }
      },
    },
    {
      name: 'every text has one outcome, and a canonical form is its own',
      async run() {
        for (const text of mixtures(2000)) check(text)
      },
    },
    {
      name: 'a megabyte of whatever it is takes its time and no more, and breaks nothing',
      async run() {
        for (const text of hostile()) {
          const begun = performance.now()
          const found = read(text)
          make().blocks?.(text, file)
          const took = performance.now() - begun
          assert.ok(took < PATIENCE, `${JSON.stringify(text.slice(0, 20))} took ${Math.round(took)} ms`)
          assert.ok(!found.ok || Number.isSafeInteger(found.size), `${JSON.stringify(text.slice(0, 20))} has no size`)
        }
      },
    },
  ]
}
