import { afterAll, describe, expect, test } from 'vitest'
import { guarded } from '../authoring/guarded.ts'
import { detectorRequirements } from '../conformance/index.ts'
import { createRegistry } from '../engine/contracts/registry.ts'
import { stream } from '../engine/contracts/random.ts'
import { alarmsIn, audit, detectorsIn } from './audit.ts'
import { alarm, defineDetector } from './detectors/define.ts'
import { detectorParts } from './detectors/index.ts'
import { closeSeconds, honest, planted } from './fixtures/attacks.ts'
import { closeJudges } from './fixtures/judging.ts'

const registry = createRegistry(detectorParts)
const detectors = detectorsIn(registry)
afterAll(() => Promise.all([closeSeconds(), closeJudges()]))

describe.each(detectors.map(({ name }) => name))('the detector %s', (name) => {
  const requirements = detectorRequirements({
    create: () => detectorsIn(registry, [{ use: name }])[0] as (typeof detectors)[number],
    honest,
    planted: planted.filter(({ detector }) => detector === name),
  })
  for (const { name: requirement, run } of requirements) test(requirement, run)
})

describe('an audit', () => {
  test('lets an honest program pass all detectors', async () => {
    const findings = await audit(await honest(), detectors)
    expect(alarmsIn(findings)).toEqual([])
    expect(new Set(findings.map(({ detector }) => detector))).toEqual(new Set(registry.names('detector')))
  })

  test('knows at least twelve attacks', () => expect(planted.length).toBeGreaterThanOrEqual(12))

  test.each(planted.map((each) => [each.name, each] as const))(
    'finds %s, and does not with that detector off',
    async (_, { detector, context }) => {
      const found = alarmsIn(await audit(await context(), detectors))
      expect([...new Set(found.map((each) => each.detector))]).toEqual([detector])
      const others = detectors.filter(({ name }) => name !== detector)
      expect(alarmsIn(await audit(await context(), others))).toEqual([])
    },
  )

  test('fails closed: a detector that throws, finds what is no finding, or says nothing is an alarm', async () => {
    const broken = [
      defineDetector({ name: 'throws', looksFor: 'nothing', examine: () => Promise.reject(new Error('a\u001b[2Jb\nc')) }),
      defineDetector({ name: 'odd', looksFor: 'nothing', examine: async () => [{ level: 'fine', message: '' } as never] }),
      defineDetector({ name: 'silent', looksFor: 'nothing', examine: async () => [] }),
    ].map(guarded)
    const found = await audit(await honest(), detectorsIn(createRegistry(broken)))
    expect(found.map(({ level }) => level)).toEqual(['alarm', 'alarm', 'alarm'])
    expect(found.map(({ message }) => message).join()).not.toMatch(/\p{Cc}/u)
  })

  test('keeps an alarm among any number of notes', async () => {
    const loud = defineDetector({
      name: 'loud',
      looksFor: 'nothing',
      async *examine() {
        for (let k = 0; k < 1000; k++) yield { level: 'note', message: `${k}` }
        yield alarm('here')
      },
    })
    const found = await audit(await honest(), detectorsIn(createRegistry([loud])))
    expect(found.length).toBeLessThanOrEqual(20)
    expect(alarmsIn(found)).toHaveLength(1)
  })

  test('gives each detector random numbers of its own', async () => {
    const drawing = (name: string) =>
      defineDetector({ name, looksFor: 'nothing', examine: async ({ random }) => [{ level: 'note', message: `${random.next()}` }] })
    const all = detectorsIn(createRegistry([drawing('a'), drawing('b')]))
    const context = async () => ({ ...(await honest()), random: stream('x') })
    const both = await audit(await context(), all)
    expect(await audit(await context(), all.slice(1))).toEqual(both.slice(1))
  })
})
