import * as z from 'zod'
import { alarm, clear, defineDetector, note } from './define.ts'
import type { DetectorPart } from '../../engine/contracts/part.ts'
import { isSame, worth } from './means.ts'

/** Both engines draw the same random numbers. */
const SEED = { seed: 'audit/second-engine' }

/** Has the candidate run in a second JavaScript engine: an answer that only one engine gives is that engine's, not the program's. */
export const secondEngine: DetectorPart = defineDetector({
  name: 'second-engine',
  looksFor: 'scores that a second JavaScript engine does not repeat',
  options: z.strictObject({
    /** Held-out cases that are run there; interpreting takes some hundred times as long. */
    cases: z.int().min(1).default(20),
  }),
  async examine({ problem, candidate, sets, judge, second }, { cases: most }) {
    if (second === undefined) return [note('there is no second engine for programs of this problem')]
    const held = sets
      .filter(({ role }) => role === 'heldOut')
      .flatMap(({ cases }) => cases)
      .slice(0, most)
    if (held.length === 0) return [clear('no held-out case')]
    const [first, other] = [await judge(candidate.files, held, SEED), await second(candidate.files, held, SEED)]
    const answered = first.filter(({ result }) => result.verdict === 'scored').length
    const differ = first.filter((each, k) => {
      const again = other[k]
      return each.result.verdict === 'scored' && (again === undefined || !isSame(worth(problem, each), worth(problem, again)))
    }).length
    if (differ === 0) return [clear(`${answered} of ${held.length} cases scored, alike in both engines`)]
    return [alarm(`${differ} of ${answered} cases are scored otherwise in a second engine`, { cases: differ })]
  },
})
