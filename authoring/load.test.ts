import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { entryOf, parseEntry } from './entry.ts'
import { contentAs, hashesOf, hashFolder } from './folder.ts'
import { completeProblem, loadProblem, shippedProblems } from './load.ts'

const root = mkdtempSync(join(tmpdir(), 'ternate-problem-'))
afterAll(() => rmSync(root, { recursive: true }))

let folders = 0
function write(files: Record<string, string>): string {
  const folder = join(root, `problem-${(folders += 1)}`)
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return folder
}

const initial = 'export function twice(x: number): number {\n  return x + 1\n}\n'
const problem = `import { defineProblem, invalid } from 'ternate'
export default defineProblem<number, number>({
  statement: 'Double a number.',
  cases: { train: ({ random }) => [1, 2, 3].map((input) => ({ input: input + random.integer(10) })), heldOut: { far: { file: 'far.json' } } },
  verify: ({ input }, answer) => (Number.isFinite(answer) ? -Math.abs(2 * input - answer) : invalid('not a number')),
})
`
const far = '[{ "input": 1000, "name": "thousand" }]'

/** The problem with a check that says this of inputs above 100. */
const checked = (says: string): string =>
  problem.replace('  verify', `  checkCase: ({ input }) => (Number(input) > 100 ? ${says} : undefined),\n  verify`)

describe('the optimum of a problem', () => {
  const definition = { statement: 'x', cases: { train: [{ input: 1 }], heldOut: { far: [{ input: 2 }] } }, verify: () => 1 }
  const load = (more: object): ReturnType<typeof completeProblem> =>
    completeProblem({ ...definition, ...more, initialPrograms: [{ 'program.ts': initial }] })

  test('is of train, or of the sets that are named', () => {
    expect(load({ optimum: 0 }).optimum).toEqual(new Map([['train', 0]]))
    expect(load({ optimum: { train: 2, heldOut: { far: 3 } } }).optimum).toEqual(
      new Map([
        ['train', 2],
        ['heldOut/far', 3],
      ]),
    )
    expect(load({})).not.toHaveProperty('optimum')
  })

  test.each([
    [{ optimum: Number.NaN }],
    [{ optimum: { heldOut: { far: 1 } } }],
    [{ optimum: { train: 1, validation: 1 } }],
    [{ optimum: { train: 1, heldOut: { near: 1 } } }],
    [{ optimum: 1, objectives: ['score', 'size'].map((name) => ({ name, direction: 'minimize', reference: 1 })) }],
  ])('is refused as %j', (more) => {
    expect(() => load(more)).toThrow(
      expect.objectContaining({ code: 'PROBLEM_DEFINITION', message: expect.stringContaining('optimum') as string }) as Error,
    )
  })
})

describe('loading a problem', () => {
  test('fills in what its author left out', async () => {
    const loaded = await loadProblem(write({ 'problem.ts': problem, 'initial.ts': initial, 'far.json': far }))
    expect(loaded.entry).toEqual({ name: 'twice', parameters: [{ name: 'x', type: 'number' }], returns: 'number' })
    expect(loaded.direction).toBe('maximize')
    expect(loaded.train.map(({ name, weight }) => [name, weight])).toEqual([
      ['1', 1],
      ['2', 1],
      ['3', 1],
    ])
    expect(loaded.heldOut).toEqual([{ set: 'far', cases: [{ name: 'thousand', input: 1000, weight: 1 }] }])
    expect(loaded.initialPrograms).toEqual([{ 'program.ts': initial }])
  })

  test('by a relative path as by an absolute one; generated cases are the same each time', async () => {
    const folder = write({ 'problem.ts': problem, 'initial.ts': initial, 'far.json': far })
    const absolute = await loadProblem(folder)
    const again = await loadProblem(`./${relative(root, folder)}`, root)
    expect(again.train).toEqual(absolute.train)
    expect(again.content).toBe(absolute.content)
  })

  test.each([
    ['of CommonJS modules', { 'package.json': '{ "type": "commonjs" }' }, 'mine'],
    ['without a type', { 'package.json': '{}' }, 'mine'],
    ['that lies below node_modules, where Node strips no types', { 'package.json': '{ "type": "commonjs" }' }, 'node_modules/mine'],
  ])('in a package %s', async (_, around, place) => {
    const parts = {
      'problem.ts': `${problem}import './part.js'\n`,
      'part.js': 'export const part = 1\n',
      'initial.ts': initial,
      'far.json': far,
    }
    const inside = Object.fromEntries(Object.entries(parts).map(([name, text]) => [`${place}/${name}`, text]))
    const loaded = await loadProblem(join(write({ ...around, ...inside }), place))
    expect(loaded.heldOut.map(({ set }) => set)).toEqual(['far'])
  })

  test('its content hash changes with any of its files, but not with its README', async () => {
    const files = { 'problem.ts': problem, 'initial.ts': initial, 'far.json': far }
    const { content } = await loadProblem(write(files))
    const contentWith = async (more: Record<string, string>): Promise<string> => (await loadProblem(write({ ...files, ...more }))).content
    expect(await contentWith({ 'far.json': '[{ "input": 1001 }]' })).not.toBe(content)
    expect(await contentWith({ 'notes.md': '# Notes' })).not.toBe(content)
    expect(await contentWith({ 'sub/README.md': '# Data' })).not.toBe(content)
    expect(await contentWith({ 'README.md': '# What this is' })).toBe(content)
  })

  test('its content is called as a run calls it that has the README in it', () => {
    const folder = write({ 'README.md': '# What this is', 'initial.ts': initial })
    const hash = createHash('sha256')
    for (const [path, text] of [
      ['README.md', '# What this is'],
      ['initial.ts', initial],
    ] as const)
      hash.update(JSON.stringify([path, text.length])).update(text)
    const whole = hash.digest('hex').slice(0, 32)
    expect(contentAs(whole, folder)).toBe(whole)
    expect(hashFolder(folder)).not.toBe(whole)
    expect(contentAs('another', folder)).toBe(hashFolder(folder))
    writeFileSync(join(folder, 'README.md'), '# What that is')
    expect(contentAs(whole, folder)).toBe(hashFolder(folder))
  })

  describe('that names a driver of the kit', () => {
    const naming = (name: string): string => problem.replace('statement', `driver: ${name}, statement`)
    const files = { 'problem.ts': naming("'ternate/kit/packing'"), 'initial.ts': initial, 'far.json': far }
    const shipped = readFileSync(new URL('kit/drivers/packing.ts', import.meta.url), 'utf8')

    test('has its text, and its content hash covers it as if it lay in the folder', async () => {
      const loaded = await loadProblem(write(files))
      expect(loaded.driver).toBe(shipped)
      const copied = await loadProblem(write({ ...files, 'ternate/kit/packing.ts': shipped }))
      expect(copied).toMatchObject({ driver: shipped, content: loaded.content })
      const folder = write(files)
      expect(Object.keys(hashesOf(folder) ?? {})).toContain('ternate/kit/packing.ts')
      const altered = await loadProblem(write({ ...files, 'ternate/kit/packing.ts': `${shipped}// mine` }))
      expect(altered.driver).toBe(`${shipped}// mine`)
      expect(altered.content).not.toBe(loaded.content)
      const without = await loadProblem(write({ ...files, 'problem.ts': naming('{ driver: "export default 1" }') }))
      expect(without.content).not.toBe(loaded.content)
    })

    test.each([
      ['that the kit lacks', "'ternate/kit/pakcing'", /no file "ternate\/kit\/pakcing", did you mean ternate\/kit\/packing\?/],
      ['with a path out of it', "'ternate/kit/../packing'", /the kit has no file/],
      ['that is put together', "'ternate/kit/' + 'packing'", /ternate\/kit\/packing is not written out in problem.ts/],
    ])('is refused for one %s', async (_, name, message) => {
      const fault = loadProblem(write({ ...files, 'problem.ts': naming(name) }))
      await expect(fault).rejects.toMatchObject({ code: 'PROBLEM_FILE', message: expect.stringMatching(message) })
    })
  })

  test.each<[string, Record<string, string>, string]>([
    ['a missing folder', {}, 'PROBLEM_MISSING'],
    ['a module that throws', { 'problem.ts': 'throw new Error("no luck")', 'initial.ts': initial }, 'PROBLEM_LOAD'],
    ['a module that does not parse', { 'problem.ts': 'export default {{', 'initial.ts': initial }, 'PROBLEM_LOAD'],
    ['no default export', { 'problem.ts': 'export const a = 1', 'initial.ts': initial }, 'PROBLEM_LOAD'],
    [
      'an unknown field',
      { 'problem.ts': problem.replace('statement', 'colour: 1, statement'), 'initial.ts': initial },
      'PROBLEM_DEFINITION',
    ],
    ['no train cases', { 'problem.ts': problem.replace('[1, 2, 3]', '[]'), 'initial.ts': initial, 'far.json': far }, 'PROBLEM_CASES'],
    ['a case file that is not JSON', { 'problem.ts': problem, 'initial.ts': initial, 'far.json': 'what' }, 'PROBLEM_CASES'],
    ['a missing case file', { 'problem.ts': problem, 'initial.ts': initial }, 'PROBLEM_CASES'],
    ['a missing initial program', { 'problem.ts': problem, 'far.json': far }, 'PROBLEM_FILE'],
    ['an initial program without a function', { 'problem.ts': problem, 'initial.ts': 'const a = 1', 'far.json': far }, 'PROBLEM_ENTRY'],
    ['an initial program of no files', { 'problem.ts': problem, 'initial/readme.md': 'none', 'far.json': far }, 'PROBLEM_FILE'],
    [
      'a case that its check refuses',
      { 'problem.ts': checked("invalid('far out')"), 'initial.ts': initial, 'far.json': far },
      'PROBLEM_CASES',
    ],
    ['a check that throws', { 'problem.ts': checked('nothing.at(0)'), 'initial.ts': initial, 'far.json': far }, 'PROBLEM_CASES'],
    ['a check that says anything else', { 'problem.ts': checked("'far out'"), 'initial.ts': initial, 'far.json': far }, 'PROBLEM_CASES'],
    ['a generator that throws', { 'problem.ts': problem.replace('[1, 2, 3].map', 'nothing.map'), 'initial.ts': initial }, 'PROBLEM_LOAD'],
  ])('with %s is one clear error', async (_, files, code) => {
    const folder = write(files)
    const fault = loadProblem(folder)
    await expect(fault).rejects.toMatchObject({ name: 'TernateError', code, message: expect.stringContaining(folder) })
    await expect(fault).rejects.toMatchObject({ message: expect.not.stringContaining('\n'), remedy: expect.stringMatching(/\.$/) })
  })

  test('a case that its check refuses is named, with why', async () => {
    const folder = write({ 'problem.ts': checked("invalid('far out')"), 'initial.ts': initial, 'far.json': far })
    await expect(loadProblem(folder)).rejects.toMatchObject({ message: expect.stringMatching(/far\.json: case thousand: far out$/) })
    writeFileSync(join(folder, 'far.json'), '[{ "input": 99 }]')
    expect((await loadProblem(folder)).checkCase?.({ input: 1000, expected: undefined, name: '' })).toEqual({ invalid: 'far out' })
  })

  test('refuses imports from outside its folder, so that its hash names all of it', async () => {
    writeFileSync(join(root, 'outside.ts'), 'export const n = 1')
    const folder = write({
      'problem.ts': `import { n } from '../outside.ts'\n${problem}export { n }`,
      'initial.ts': initial,
      'far.json': far,
    })
    await expect(loadProblem(folder)).rejects.toMatchObject({ code: 'PROBLEM_IMPORT' })
    const inside = { 'problem.ts': `import { n } from './inside/n.ts'\n${problem}export { n }`, 'inside/n.ts': 'export const n = 1' }
    await expect(loadProblem(write({ ...inside, 'initial.ts': initial, 'far.json': far }))).resolves.toBeDefined()
  })

  test('an initial program may be a folder: of the sources in it and below, each under its path', async () => {
    const parts = {
      'initial/main.ts': "import { add } from './lib/add.ts'\nexport function twice(x: number): number {\n  return add(x)\n}\n",
      'initial/lib/add.ts': 'export function add(x: number): number {\n  return x + 1\n}\n',
    }
    const rest = {
      'problem.ts': problem,
      'far.json': far,
      'initial/.hidden.ts': 'throw 1',
      'initial/notes.md': '',
      'initial/node_modules/a.ts': '',
    }
    const loaded = await loadProblem(write({ ...rest, ...parts }))
    expect(loaded.entry?.name).toBe('twice')
    expect(loaded.initialPrograms).toEqual([{ 'main.ts': parts['initial/main.ts'], 'lib/add.ts': parts['initial/lib/add.ts'] }])
    const named = problem.replace('cases:', "initialPrograms: ['first.ts', 'initial'], cases:")
    const both = await loadProblem(write({ ...rest, ...parts, 'problem.ts': named, 'first.ts': initial }))
    expect(both.initialPrograms).toEqual([{ 'program.ts': initial }, ...loaded.initialPrograms])
  })

  test('an unknown name lists the problems there are', async () => {
    await expect(loadProblem('bin-pakcing')).rejects.toMatchObject({
      code: 'PROBLEM_MISSING',
      remedy: expect.stringContaining('bin-packing'),
    })
    expect(shippedProblems()).toContain('bin-packing')
  })

  test('a definition without a folder brings its own sources', () => {
    const definition = {
      statement: 'Double.',
      cases: { train: [{ input: 1 }] },
      verify: () => 1,
      initialPrograms: [{ 'program.ts': initial }],
    }
    expect(completeProblem(definition).entry?.name).toBe('twice')
    expect(() => completeProblem({ ...definition, initialPrograms: ['initial.ts'] })).toThrow(
      expect.objectContaining({ code: 'PROBLEM_FILE' }),
    )
  })
})

describe('a signature', () => {
  test('is read off the first exported function, types and all', () => {
    const text =
      'const helper = () => 1\nexport function pick(a: readonly [number, string][], b: { x: number, y: (n: number) => number }): Map<string, number> { return new Map() }'
    expect(entryOf({ 'program.ts': text })).toEqual({
      name: 'pick',
      parameters: [
        { name: 'a', type: 'readonly [number, string][]' },
        { name: 'b', type: '{ x: number, y: (n: number) => number }' },
      ],
      returns: 'Map<string, number>',
    })
    expect(entryOf({ 'program.js': 'export function f() { return 1 }' })).toEqual({ name: 'f', parameters: [], returns: 'unknown' })
  })

  test('is read off a file that no other one imports', () => {
    const files = { 'a.ts': 'export function help() {}', 'z/main.ts': "import { help } from '../a.ts'\nexport function run(x: number) {}" }
    expect(entryOf(files)?.name).toBe('run')
    expect(entryOf({ ...files, 'z/main.ts': "import { help } from '../a.ts'" })?.name).toBe('help')
  })

  test('that is none is refused', () => {
    expect(() => parseEntry('not a signature')).toThrow(expect.objectContaining({ code: 'PROBLEM_ENTRY' }))
  })
})
