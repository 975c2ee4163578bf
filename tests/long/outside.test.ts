import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { call, pack, unpack, usedClone } from '../../release/fixtures/consumer.ts'
import { blocksOf, fileOf } from '../fixtures/document.ts'
import { linesOf, type Say, typeLine, writeFiles } from '../fixtures/reader.ts'

const root = mkdtempSync(join(tmpdir(), 'ternate-outside-'))
afterAll(() => rmSync(root, { recursive: true }))
const folder = join(root, 'a project')
const script = join(folder, 'node_modules/ternate/cli/ternate.js')

/** The command line of the package that the folder has. */
const say: Say = (args, cwd, enough = () => false) =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, ...args], { cwd, stdio: ['ignore', 'pipe', 'pipe'] })
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
      if (enough(stdout)) child.kill('SIGKILL')
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, stdout, stderr }))
  })

beforeAll(async () => {
  mkdirSync(folder)
  writeFileSync(join(folder, 'package.json'), '{ "name": "consumer", "type": "module" }')
  await unpack(await pack(await usedClone(join(root, 'clone')), root), folder)
}, 240_000)

describe('in a folder outside of the clone, with the package alone', () => {
  test('every block of README.md runs', { timeout: 600_000 }, async () => {
    const blocks = blocksOf('README.md')
    writeFiles(blocks, folder)
    writeFileSync(
      join(folder, 'mine.ts'),
      'export function priority(item: number, residual: number): number {\n  return item / (1 + residual)\n}\n',
    )
    writeFileSync(join(folder, 'cases.json'), blocks.find(({ language }) => language === 'json')?.text ?? '')
    // what begins with `npm` is for a clone
    for (const line of linesOf(blocks).filter((each) => !each.startsWith('npm '))) await typeLine(line, folder, say)
    const programs = blocks.filter((block) => block.language === 'ts' && fileOf(block) === undefined && block.text.includes('import'))
    expect(programs.length).toBeGreaterThan(1)
    for (const [k, { text }] of programs.entries()) {
      writeFileSync(join(folder, `program-${k}.ts`), text)
      expect(await call(folder, 'node', [`program-${k}.ts`])).toMatchObject({ code: 0, stderr: '' })
    }
  })

  test('every block of docs/guide.md runs', { timeout: 600_000 }, async () => {
    const blocks = blocksOf('docs/guide.md')
    writeFiles(blocks, folder)
    expect(await say(['run', './box', '--target', '0', '--evaluations', '1000', '--out', 'runs/box'], folder)).toMatchObject({ code: 0 })
    expect(await say(['init', './mine'], folder)).toMatchObject({ code: 0, stderr: '' })
    for (const line of linesOf(blocks)) await typeLine(line.replace('--evaluations 2000', '--evaluations 40'), folder, say)
    writeFileSync(join(folder, 'ternate.yaml'), blocks.find(({ language }) => language === 'yaml')?.text ?? '')
    expect(await say(['run', '--evaluations', '20', '--out', 'runs/settings'], folder)).toMatchObject({ code: 0 })
    rmSync(join(folder, 'ternate.yaml'))
    const strategy = blocks.find(({ text }) => text.includes('satisfies Strategy'))?.text ?? ''
    writeFileSync(join(folder, 'pair.ts'), strategy)
    expect(await say(['run', './box', '--strategy', './pair.ts', '--evaluations', '20', '--out', 'runs/pair'], folder)).toMatchObject({
      code: 0,
      stderr: '',
    })
  })

  const fragments = blocksOf('docs/guide.md').filter((block) => fileOf(block) === undefined && /^ts$|^text$/.test(block.language))
  const field = /^(?:checkCase|objectives|acceptance|vocabulary|baselines)\b/

  test.each(fragments.filter(({ text }) => field.test(text)).map(({ text }) => [/^\w+/.exec(text)?.[0] ?? '', text] as const))(
    'the field %s of docs/guide.md makes a problem that runs',
    async (name, text) => {
      const home = join(folder, `field-${name}`)
      mkdirSync(join(home, 'rules'), { recursive: true })
      const source =
        'export function f(bin: { capacity: number; items: number[] }): number {\n  return bin.capacity - bin.items.length\n}\n'
      for (const file of ['initial.ts', 'rules/edd.ts', 'rules/atc.ts']) writeFileSync(join(home, file), source)
      const end = text.trimEnd().replace(/,?$/, ',')
      writeFileSync(
        join(home, 'problem.ts'),
        `import { defineProblem, fieldsOf, integersOf, invalid, wholeFrom } from 'ternate'
void [fieldsOf, integersOf, invalid, wholeFrom]
const train = Array.from({ length: 20 }, (_, k) => ({ input: { capacity: 10 + k, items: [1, 2] } }))
export default defineProblem<{ capacity: number; items: number[] }, number>({
  statement: 'Any.', direction: 'minimize', cases: { train }, verify: (_, answer) => (Number.isFinite(answer) ? { score: Math.abs(answer), metrics: { slope: 1, intercept: 0 } } : invalid('no')),
  ${end}
})
`,
      )
      expect(await say(['run', home, '--evaluations', '8', '--out', join(root, `run-${name}`)], folder)).toMatchObject({
        code: 0,
        stderr: '',
      })
    },
    120_000,
  )

  test('the driver, the library and the cases from a table of docs/guide.md run', { timeout: 240_000 }, async () => {
    const blockWith = (words: string): string => fragments.find(({ text }) => text.includes(words))?.text ?? ''
    const home = join(folder, 'parts')
    mkdirSync(home)
    writeFileSync(join(home, 'driver.ts'), blockWith('function drive'))
    writeFileSync(join(home, 'train.csv'), 'name,load,price\na,1,2\nb,2,4\n')
    writeFileSync(
      join(home, 'initial.ts'),
      'export function priority(item: number, capacity: number, k: number): number {\n  return item + capacity * k\n}\n',
    )
    writeFileSync(
      join(home, 'problem.ts'),
      `import { defineProblem } from 'ternate'
${blockWith("from 'node:fs'")}
export default defineProblem({
  statement: 'Any.',
  cases: { train: train.map(({ name, input, expected }) => ({ name, input: { capacity: input, items: [input] }, expected })) },
  verify: ({ expected }, answer) => -Math.abs(Number(answer) - Number(expected)),
})
`,
    )
    expect(await say(['run', home, '--evaluations', '8', '--out', join(root, 'run-parts')], folder)).toMatchObject({ code: 0, stderr: '' })
    const [library = '', seed = ''] = blockWith('// library.ts')
      .split('\n\n')
      .map((text) => text.replaceAll('/* ... */', 'return [[0]]'))
    const other = join(folder, 'library')
    mkdirSync(other)
    writeFileSync(join(other, 'library.ts'), library)
    writeFileSync(join(other, 'initial.ts'), seed)
    writeFileSync(
      join(other, 'problem.ts'),
      `import { defineProblem } from 'ternate'
export default defineProblem({ statement: 'Any.', entry: '${/entry: '([^']+)'/.exec(seed)?.[1] ?? ''}', cases: { train: [{ input: { n: 1 } }] }, verify: () => 1 })
`,
    )
    expect(await say(['run', other, '--evaluations', '4', '--out', join(root, 'run-library')], folder)).toMatchObject({
      code: 0,
      stderr: '',
    })
  })
})
