import { afterAll, expect, test } from 'vitest'
import { smallProblem } from '../fixtures/problems.ts'
import { meter } from '../metering/meter.ts'
import { closeSpares, supervise } from './supervisor.ts'

const { entry } = smallProblem()

/** What becomes of a program on the inputs 0 and 1, and how often sandboxes asked for these. */
async function looks(body: string, fuel: number): Promise<{ readonly kinds: readonly string[]; readonly loads: number }> {
  const metered = meter({ 'program.js': `export const solve = (x) => { ${body} }` }, entry)
  if (!metered.ok) throw new Error(metered.reason)
  let loads = 0
  const supervisor = await supervise({
    setup: { kind: 'setup', entry, driver: undefined, memory: 64, answer: 2 ** 20, realm: 'frozen' },
    jail: 'none',
    inputs: () => {
      loads++
      return [0, 1]
    },
    seconds: () => 0,
    recycle: Infinity,
  })
  const turns = [0, 1].map((input) => ({ input, fuel, draws: [1, 2, 3, 4, 5, 6, 7, 8] }))
  const [cases = []] = await supervisor.run([{ script: metered.script, set: 'train', turns }])
  await supervisor.close()
  return { kinds: cases.map(({ kind }) => kind), loads }
}

const stuck = '/^(?=(a|a)+$)/.test("a".repeat(60) + "b")'

afterAll(closeSpares)

// the set is loaded once for a first look, and once more for a second one
test('a case that takes its time without computing is believed at once', { timeout: 60_000 }, async () => {
  expect(await looks(`${stuck}; return 1`, 1e9)).toEqual({ kinds: ['timeout'], loads: 1 })
})

test('cases before it are run again, alone, and keep their answers', { timeout: 60_000 }, async () => {
  expect(await looks(`if (x === 1) ${stuck}; return 1`, 1e9)).toEqual({ kinds: ['answer', 'timeout'], loads: 2 })
})

test('a case that has computed is looked at twice', { timeout: 60_000 }, async () => {
  expect(await looks(`for (let k = 0; k < 1e5; k++); ${stuck}; return 1`, 1e6)).toEqual({ kinds: ['timeout'], loads: 2 })
})
