import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { strategies } from '../strategies/presets/index.ts'
import { loadStrategy } from './strategy.ts'

const folder = mkdtempSync(join(tmpdir(), 'ternate-strategy-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const write = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

describe('a strategy', () => {
  test('by a name stays a name', async () => {
    expect(await loadStrategy('sequential')).toBe('sequential')
  })
  test('comes from a module, which may use types of the engine', async () => {
    const recipe = { ...strategies.sequential, name: 'mine' }
    const text = `import type { Strategy } from 'ternate'; const mine: Strategy = ${JSON.stringify(recipe)}; export default mine`
    const file = write('mine.ts', text)
    expect(await loadStrategy(file)).toEqual(recipe)
  })
  test('comes from a module in a package of CommonJS modules, too, which may use what a problem may', async () => {
    write('package.json', '{ "type": "commonjs" }')
    const text = `import { defineProblem } from 'ternate'; export default { ...${JSON.stringify(strategies.sequential)}, name: defineProblem.name }`
    for (const name of ['elsewhere.ts', 'elsewhere.js'])
      expect(await loadStrategy(write(name, text))).toMatchObject({ name: 'defineProblem' })
    rmSync(join(folder, 'package.json'))
  })
  test.each([
    ['throws.ts', 'throw new Error("no\\u001b[2J")', /throws\.ts does not load: no\\u\{1b\}\[2J$/],
    ['empty.ts', '', /empty\.ts exports no strategy: /],
    ['wrong.ts', 'export default { name: "x", islands: [] }', /wrong\.ts exports no strategy: islands/],
  ])('from %s is refused', async (name, text, message) => {
    await expect(loadStrategy(write(name, text))).rejects.toMatchObject({
      code: 'STRATEGY_FILE',
      message: expect.stringMatching(message) as string,
    })
  })

  test.each<[string, object, RegExp]>([
    ['an option out of bounds', { survival: { use: 'slot', capacity: 0 } }, /survival\.capacity \(slot\): a number above 0, not 0$/],
    ['an option that there is not', { survival: { use: 'keep-all', capacity: 5 } }, /survival \(keep-all\): there is no field "capacity"$/],
    ['one that is missing', { parents: { use: 'tournament' } }, /parents\.size \(tournament\): a number is missing$/],
    ['a gate without a limit', { acceptance: { use: 'size' } }, /acceptance: .*needs `times` or `most`$|acceptance \(size\): needs/],
    [
      'an option behind a gate',
      { acceptance: { use: 'size', times: 2, next: { use: 'race', margin: -1 } } },
      /acceptance\.next\.margin \(race\): a number of at least 0, not -1$/,
    ],
    [
      'a rule behind a gate that there is not',
      { acceptance: { use: 'size', times: 2, next: { use: 'rce' } } },
      /acceptance\.next(\.use)?: no acceptance rule "rce"; there are: .* \(did you mean race\?\)$/,
    ],
    [
      'a rule behind one that is no gate',
      { acceptance: { use: 'none', next: { use: 'none' } } },
      /acceptance \(none\): there is no field "next"$/,
    ],
    ['a part that there is not', { survival: { use: 'slots' } }, /survival(\.use)?: no survival rule "slots"; .*\(did you mean slot\?\)$/],
  ])('with %s is refused in words that name the part', async (_, island, message) => {
    const recipe = { name: 'x', finalists: 1, islands: [{ parents: { use: 'greedy' }, proposers: { use: 'genetic' }, ...island }] }
    const file = write(`part-${message.source.length}.mjs`, `export default ${JSON.stringify(recipe)}`)
    await expect(loadStrategy(file)).rejects.toMatchObject({ code: 'STRATEGY_FILE', message: expect.stringMatching(message) as string })
  })
})
