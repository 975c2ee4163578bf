import fc from 'fast-check'
import { parseModule } from 'meriyah'
import { describe, expect, test } from 'vitest'
import type { Evaluation } from '../../engine/contracts/evaluation.ts'
import type { Context, Proposal } from '../../engine/contracts/proposer.ts'
import { stream } from '../../engine/contracts/random.ts'
import { runsIsolated } from '../../authoring/initial.ts'
import { loadProblem, shippedProblems } from '../../authoring/load.ts'
import { makeProgram } from '../../languages/index.ts'
import { scopeAt } from '../../languages/javascript/scope.ts'
import { openProgram } from '../../languages/javascript/source.ts'
import { DESCENT } from './fixtures/descent.ts'
import { createGenetic } from './genetic.ts'
import { isReference } from './names.ts'
import { loopOperators, searchingOperators } from './operators.ts'

const NEW = loopOperators.map(({ name }) => name)
const evaluation: Evaluation = { set: 'train', verdict: 'scored', cases: [], score: 1, metrics: {}, fuel: 1 }

function change(files: Readonly<Record<string, string>>, names: readonly string[], key: string, headroom?: number): Proposal {
  const made = makeProgram(files)
  if (!made.ok) throw new Error(made.reason)
  const context: Context = {
    statement: '',
    entry: { name: '', parameters: [], returns: 'unknown' },
    direction: 'minimize',
    vocabulary: {},
    parents: [{ program: made.program, evaluation }],
    inspirations: [],
    trainCases: 1,
    size: 5000,
    ...(headroom === undefined ? {} : { relativeFuelLimit: headroom }),
    random: stream(key),
  }
  const turn = createGenetic({ operators: searchingOperators.filter(({ name }) => names.includes(name)) })
    .propose(context)
    .next()
  if (turn.done !== true) throw new Error('these operators ask for nothing')
  return turn.value
}

/** Names that are read where they cannot be. */
function unreadable(files: Readonly<Record<string, string>>): string[] {
  return openProgram(files).flatMap((source) =>
    source.sites.flatMap((site) => {
      if (!isReference(site) || site.node.type !== 'Identifier') return []
      const { name } = site.node
      const readable = scopeAt(source, site).some((item) => item.name === name)
      let isOwn = false
      for (let at = site.parent; at !== undefined; at = at.parent)
        if ('id' in at.node && at.node.id?.type === 'Identifier')
          isOwn ||= at.node.id.name === name && /Function|Declarator/.test(at.node.type)
      return readable || isOwn ? [] : [name]
    }),
  )
}

const programs = [
  { name: 'a descent', files: { 'program.ts': DESCENT } },
  ...(await Promise.all(shippedProblems().map(async (name) => ({ name, problem: await loadProblem(name) }))))
    .filter(({ problem }) => runsIsolated(problem))
    .map(({ name, problem }) => ({ name, files: problem.initialPrograms[0] ?? {} })),
]

describe.each(programs)('operators on statements and calls of $name', ({ files }) => {
  const before = new Set(unreadable(files))

  test('write programs that parse, that declare no name twice and read none out of its scope', () => {
    fc.assert(
      fc.property(fc.string(), (key) => {
        let current: Readonly<Record<string, string>> = files
        for (let generation = 0; generation < 3; generation++) {
          const proposal = change(current, NEW, `${key}/${generation}`)
          if (proposal.kind === 'failure') break
          current = proposal.files
          for (const { script } of openProgram(current)) expect(() => parseModule(script, { next: true, lexical: true })).not.toThrow()
          expect(unreadable(current).filter((name) => !before.has(name))).toEqual([])
        }
      }),
      { numRuns: 8 },
    )
  })
})

/** What an operator makes of the descent, over many draws. */
const made = (operator: string): string[] =>
  Array.from({ length: 300 }, (_, k) => change({ 'program.ts': DESCENT }, [operator], `${operator}/${k}`)).flatMap((proposal) =>
    proposal.kind === 'program' ? [proposal.files['program.ts'] ?? ''] : [],
  )

describe('what they can make', () => {
  test('best-of-n-loop: draws, judges by a number it computed, keeps what is read behind', () => {
    expect(
      made('best-of-n-loop').some((text) =>
        /const start: number\[\] = \[\]\n.*random\(\).*\n.*solver\.step\(start, size\)\n\s*if \(!\(value >= least1\)\) \{\n\s*least1 = value\n(?:.*\n)*?.* = found/.test(
          text,
        ),
      ),
    ).toBe(true)
  })

  test('best-of-n-loop leaves alone what draws nothing', () => {
    const text = DESCENT.replace('random())', 'k)')
    for (let k = 0; k < 30; k++) expect(change({ 'program.ts': text }, ['best-of-n-loop'], `${k}`).kind).toBe('failure')
  })

  test('fold-into-loop: hands a result to the next round, and a constant changes from round to round, there alone', () => {
    const texts = made('fold-into-loop')
    expect(texts.some((text) => /let (carried\d) = start\n(?:.*\n)*\s*let start = \1\n(?:.*\n)*\s*\1 = found/.test(text))).toBe(true)
    expect(texts.some((text) => text.includes('  const size = 0.5') && /\n    let size = 0\.5 \* [\d.]+ \*\* round1/.test(text))).toBe(true)
  })

  test('fold-into-loop: a constant that only a function reads is assigned to', () => {
    const text = DESCENT.replace('const start:', 'const length2 = (): number => size\n  const start:').replace(
      'step(start, size)',
      'step(start, length2())',
    )
    const texts = Array.from({ length: 100 }, (_, k) => change({ 'program.ts': text }, ['fold-into-loop'], `${k}`)).flatMap((proposal) =>
      proposal.kind === 'program' ? [proposal.files['program.ts'] ?? ''] : [],
    )
    expect(texts.some((made) => made.includes('  let size = 0.5') && /\n    size = 0\.5 \* [\d.]+ \*\* round1/.test(made))).toBe(true)
  })

  test('local-search-loop: what is handed on goes through a copy of a statement first, round by round', () => {
    const texts = made('local-search-loop')
    const behind =
      /step\(start, size\)\n(?:.*\n)*  let (carried\d) = found\n  let (carried\d)\n  for \(let round1 = 0; round1 < \d+; round1\+\+\) \{\n    let start = \1\n(?:    let size = .*\n)?    const \{ x: found, value \} = solver\.step\(start, size\)\n    \1 = found\n    \2 = value\n  \}\n  return \1\n/
    expect(texts.some((text) => behind.test(text))).toBe(true)
    expect(texts.some((text) => /\n    let size = 0\.5 \* [\d.]+ \*\* round1/.test(text))).toBe(true)
  })

  test('local-search-loop leaves alone where no statement makes a list of a list', () => {
    const text = DESCENT.replace('solver.step(start, size)', 'solver.step([], size)')
    for (let k = 0; k < 30; k++) expect(change({ 'program.ts': text }, ['local-search-loop'], `${k}`).kind).toBe('failure')
  })

  /** A ladder of nine sizes in every round of a loop that keeps the best. */
  const LADDER = `interface Tools { random(): number; readonly solver: { step(from: number[], size: number): { x: number[]; value: number } } }
export function search(n: number, { random, solver }: Tools): number[] {
  const size = 0.5
  let least1 = Infinity
  let kept1
  for (let round1 = 0; round1 < 10; round1++) {
    const start: number[] = []
    for (let k = 0; k < n; k++) start.push(random())
    let carried1 = start
    let carried2
    for (let round2 = 0; round2 < 9; round2++) {
      let start = carried1
      let size = 0.5 * 0.8 ** round2
      const { x: found, value } = solver.step(start, size)
      carried1 = found
      carried2 = value
    }
    const found = carried1
    if (!(carried2 >= least1)) {
      least1 = carried2
      kept1 = found
    }
  }
  return kept1
}
`

  test('final-polish-loop: a loop in a loop takes one step, and all of them behind it on what was kept; the loop around has more rounds for it', () => {
    const behind =
      /round1 < (45|90);(?:.*\n)*.*round2 < 1;(?:.*\n)* {2}let carried3 = kept1\n {2}\{\n {4}let start = carried3\n(?: {4}for .*push.*\n)? {4}let carried1 = start\n(?:.*\n)*.*round2 < 9;(?:.*\n)* {4}carried3 = carried1\n {2}\}\n {2}return carried3\n/
    const rounds = Array.from({ length: 20 }, (_, k) => change({ 'program.ts': LADDER }, ['final-polish-loop'], `${k}`)).flatMap(
      (proposal) =>
        proposal.kind === 'program' && proposal.operator === 'final-polish-loop'
          ? [behind.exec(proposal.files['program.ts'] ?? '')?.[1]]
          : [],
    )
    expect(new Set(rounds)).toEqual(new Set(['45', '90']))
  })

  test.each([
    ['one round inside', LADDER.replace('round2 < 9', 'round2 < 1')],
    ['no loop around', DESCENT],
    ['no list that is handed on behind it', LADDER.replace('return kept1', 'return []')],
  ])('final-polish-loop leaves alone: %s', (_, text) => {
    for (let k = 0; k < 20; k++) expect(change({ 'program.ts': text }, ['final-polish-loop'], `${k}`).kind).toBe('failure')
  })

  test('perturb-list: moves a list, and sets one beside another', () => {
    const texts = made('perturb-list')
    expect(texts.some((text) => /start\[k1\] \+= [\d.]+ \* \(random\(\) - 0\.5\)\n\s*const \{ x: found/.test(text))).toBe(true)
    expect(texts.some((text) => /if \(random\(\) < [\d.]+\) found\[k1\] = start\[k1\]/.test(text))).toBe(true)
  })

  /** The descent in a loop that keeps the best. */
  const kept = DESCENT.replace(
    /  const start(?:.*\n)*?(?=  const length)/,
    (run) =>
      `  let least1 = Infinity\n  let kept1\n  for (let round1 = 0; round1 < 4; round1++) {\n${run}    if (value < least1) kept1 = found\n  }\n  const found = kept1\n`,
  ).replace('value > length', 'length > 9')

  /** What one step of the basin hopping loop makes of a program, over many draws. */
  const hopped = (text: string): string[] =>
    Array.from({ length: 80 }, (_, k) => change({ 'program.ts': text }, ['basin-hopping-loop'], `${k}`)).flatMap((proposal) =>
      proposal.kind === 'program' && proposal.operator === 'basin-hopping-loop' ? [proposal.files['program.ts'] ?? ''] : [],
    )

  /** How often a program takes a list from what it kept. */
  const resumptions = (text: string): number => text.split('kept1 !== undefined').length - 1

  test('basin-hopping-loop: a loop goes on from what it keeps, a share of it, all of it moved, or without some neighbours; only where a loop keeps a list', () => {
    const texts = hopped(kept)
    const before =
      /if \(kept1 !== undefined\) \{\n(?:.*\n)*?.*start\[k1\] = kept1\[k1\].*\n\s*\}\n\s*const \{ x: found, value \} = solver\.step/
    expect(texts.length).toBeGreaterThan(40)
    expect(texts.every((text) => before.test(text) && resumptions(text) === 1)).toBe(true)
    for (const move of [
      /if \(random\(\) < 0\.\d+\) start/,
      /\* \(random\(\) - 0\.5\)/,
      /const few1 = \d+ \* random\(\)\n.*\(k1 \+ at1\) % start\.length >= few1\) start/,
    ])
      expect(texts.some((text) => move.test(text))).toBe(true)
    expect(hopped(DESCENT)).toEqual([])
  })

  test('basin-hopping-loop: the loop that goes on has more rounds half of the time', () => {
    const rounds = hopped(kept).map((text) => Number(/round1 < (\d+)/.exec(text)?.[1]))
    expect(new Set(rounds)).toEqual(new Set([4, 8, 16, 32]))
    expect(Math.abs(rounds.filter((count) => count === 4).length / rounds.length - 0.5)).toBeLessThan(0.25)
  })

  test('basin-hopping-loop changes no list that nothing works on before it is kept', () => {
    const late = kept.replace('if (value < least1) kept1 = found', 'const last = found\n    if (value < least1) kept1 = last')
    const texts = hopped(late)
    expect(texts.some((text) => text.includes('start[k1] = kept1[k1]'))).toBe(true)
    expect(texts.some((text) => /(?:found|last)\[k1\] = kept1\[k1\]/.test(text))).toBe(false)
  })

  test('basin-hopping-loop: where a list is taken from what is kept it mostly is taken in another way, and sometimes once more', () => {
    const first = hopped(kept)[0] ?? ''
    const times = hopped(first).map(resumptions)
    expect(new Set(times)).toEqual(new Set([1, 2]))
    expect(times.filter((count) => count === 1).length).toBeGreaterThan(times.length / 2)
  })

  test('perturb-list: changes a list mostly where it is handed over, and mostly towards what a loop kept', () => {
    const texts = Array.from({ length: 200 }, (_, k) => change({ 'program.ts': kept }, ['perturb-list'], `kept/${k}`)).flatMap((proposal) =>
      proposal.kind === 'program' ? [proposal.files['program.ts'] ?? ''] : [],
    )
    const before = texts.filter((text) => /start\[k1\].*\n\s*const \{ x: found, value \} = solver/.test(text))
    const towards = texts.filter((text) => /if \(kept1 !== undefined\) for .* = kept1\[k1\]/.test(text))
    expect(before.length).toBeGreaterThan(texts.length / 2)
    expect(towards.length).toBeGreaterThan(texts.length / 3)
  })

  test('change-rounds: a loop that counts to a written number counts to another, and no other number changes', () => {
    const text = DESCENT.replace('k < n', 'k < 4')
    const bounds = Array.from({ length: 40 }, (_, k) => change({ 'program.ts': text }, ['change-rounds'], `${k}`)).map((proposal) => {
      const changed = proposal.kind === 'program' ? (proposal.files['program.ts'] ?? '') : ''
      const bound = /k < (\d+)/.exec(changed)?.[1]
      expect(changed.replace(/k < \d+/, 'k < 4')).toBe(text)
      return Number(bound)
    })
    expect([...new Set(bounds)].sort((a, b) => a - b).every((bound) => bound >= 1 && bound <= 500)).toBe(true)
    expect(new Set(bounds).size).toBeGreaterThan(3)
    for (let k = 0; k < 10; k++) expect(change({ 'program.ts': DESCENT }, ['change-rounds'], `${k}`).kind).toBe('failure')
  })

  /** How many rounds its loops have in all, where one stands in the other. */
  const roundsOf = (text: string): number =>
    [...text.matchAll(/round\d < (\d+)/g)].reduce((product, [, bound]) => product * Number(bound), 1)

  test('fill-rounds: where much more fuel may be burned, nearly as many rounds as that is; nothing where it may not', () => {
    const text = kept.replace('round1 < 4', 'round1 < 8')
    const filled = (headroom?: number): string[] =>
      Array.from({ length: 10 }, (_, k) => change({ 'program.ts': text }, ['fill-rounds'], `${k}`, headroom)).flatMap((proposal) =>
        proposal.kind === 'program' && proposal.operator === 'fill-rounds' ? [proposal.files['program.ts'] ?? ''] : [],
      )
    expect(filled(40).length).toBeGreaterThan(5)
    for (const made of filled(40)) {
      expect(roundsOf(made)).toBeGreaterThan(0.8 * 8 * 40)
      expect(roundsOf(made)).toBeLessThan(8 * 40)
    }
    expect(filled(1.7)).toEqual([])
    expect(filled()).toEqual([])
  })

  test('change-rounds: mostly of loops that draw random numbers', () => {
    const text = `export function f({ n }, { random }) {
  let sum = 0
  for (let k = 0; k < 7; k++) sum += random()
  for (let j = 0; j < 9; j++) sum += j * n
  return sum
}
`
    const changed = Array.from({ length: 60 }, (_, k) => change({ 'program.js': text }, ['change-rounds'], `${k}`)).map((proposal) =>
      proposal.kind === 'program' ? (proposal.files['program.js'] ?? '') : '',
    )
    const drawing = changed.filter((file) => !file.includes('k < 7')).length
    expect(drawing).toBeGreaterThan(40)
    expect(drawing).toBeLessThan(60)
  })

  /** What one step makes of a program that keeps what it makes in the last of a hundred rounds, over many draws. */
  const wrapped = (operator: string, headroom?: number): string[] =>
    Array.from({ length: 150 }, (_, k) =>
      change(
        {
          'program.ts': kept
            .replace('round1 < 4', 'round1 < 100')
            .replace('if (value < least1) kept1 = found', 'const again = found\n    kept1 = again'),
        },
        [operator],
        `${k}`,
        headroom,
      ),
    ).flatMap((proposal) => (proposal.kind === 'program' && proposal.operator === operator ? [proposal.files['program.ts'] ?? ''] : []))

  test.each(['best-of-n-loop', 'fold-into-loop', 'local-search-loop'])(
    '%s: where no more fuel may be burned, loops inside and around give rounds away',
    (operator) => {
      const nested = (text: string): boolean => /\n {2}for \(let round\d(?:.*\n)+? {4}for \(let round\d/.test(text)
      const within = wrapped(operator, 1.2).filter(nested)
      expect(within.length).toBeGreaterThan(5)
      for (const text of within) expect(roundsOf(text)).toBeLessThan(1.2 * 100)
      for (const text of wrapped(operator).filter(nested)) expect(roundsOf(text)).toBeGreaterThan(150)
    },
  )

  test('change-rounds: the rounds that there is no fuel for come from loops inside or around', () => {
    const text = DESCENT.replace('k < n', 'k < 50').replace(/( +)const \{ x: found(?:.*)\n/, '')
    const nested = text.replace('  for (let k', '  for (let j = 0; j < 20; j++)\n  for (let k')
    const bounds = Array.from({ length: 60 }, (_, k) => change({ 'program.ts': nested }, ['change-rounds'], `${k}`, 1)).map((proposal) => {
      const file = proposal.kind === 'program' ? (proposal.files['program.ts'] ?? '') : ''
      return [/j < (\d+)/, /k < (\d+)/].map((bound) => Number(bound.exec(file)?.[1]))
    })
    for (const [outer = 0, inner = 0] of bounds) expect(outer * inner).toBeLessThanOrEqual(20 * 50)
    expect(bounds.some(([outer = 0, inner = 0]) => outer > 20 && inner < 50)).toBe(true)
    expect(bounds.some(([outer = 0, inner = 0]) => outer < 20 && inner > 50)).toBe(true)
  })

  test('trade-rounds: a loop gives rounds to one in it or around it that draws random numbers', () => {
    const text = `export function f({ n }, { random }) {
  let sum = 0
  for (let i = 0; i < 5; i++) {
    const x = random()
    for (let j = 0; j < 12; j++) sum += x * j
  }
  for (let k = 0; k < 7; k++) sum += k
  return sum
}
`
    const traded = (file: string): string[] =>
      Array.from({ length: 60 }, (_, k) => change({ 'program.js': file }, ['trade-rounds'], `${k}`)).flatMap((proposal) =>
        proposal.kind === 'program' && proposal.operator === 'trade-rounds' ? [proposal.files['program.js'] ?? ''] : [],
      )
    const bounds = traded(text).map((file) => [/i < (\d+)/, /j < (\d+)/, /k < (\d+)/].map((bound) => Number(bound.exec(file)?.[1])))
    expect(new Set(bounds.map(String))).toEqual(new Set(['60,1,7', '10,6,7', '20,3,7']))
    expect(traded(text.replace('j < 12', 'j < 1'))).toEqual([])
    expect(traded(text.replace('random()', '1'))).toEqual([])
  })

  test('reassign-constant: a setting has another value from a statement on', () => {
    expect(made('reassign-constant').some((text) => /let size = 0\.5\n(?:.*\n)*\s*size = [\d.]+\n/.test(text))).toBe(true)
  })

  test('wrap-in-call: a list goes through a call once more', () => {
    expect(made('wrap-in-call').some((text) => text.includes('return solver.step(found, size).x'))).toBe(true)
  })
})
