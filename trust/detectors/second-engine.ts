import * as z from 'zod'
import { alarm, clear, defineDetector, note } from './define.ts'
import type { DetectorPart } from '../../engine/contracts/part.ts'
import { isSame, worth } from './means.ts'

/** Has the candidate run in a second JavaScript engine: an answer that only one engine gives is that engine's, not the program's. */
export const secondEngine: DetectorPart = defineDetector({
  name: 'second-engine',
  looksFor: 'scores that a second JavaScript engine does not repeat',
  options: z.strictObject({
    /** Held-out cases that are run there; interpreting takes some hundred times as long. */
    cases: z.int().min(1).default(20),
  }),
  async examine({ problem, candidate, sets, results, second }, { cases: most }) {
    if (second === undefined) return [note('there is no second engine for programs of this problem')]
    const held = sets
      .filter(({ role }) => role === 'heldOut')
      .flatMap((set) => set.cases.map((item, k) => ({ item, first: results[set.name]?.[k]?.candidate })))
    const drawn = held.filter(({ first }) => first?.result.verdict === 'scored').slice(0, most)
    if (drawn.length === 0) return [clear('no held-out case that scored')]
    const judged = await second(
      candidate.files,
      drawn.map(({ item }) => item),
    )
    const differ = drawn.filter(({ first }, k) => {
      const other = judged[k]
      return first === undefined || other === undefined || !isSame(worth(problem, first), worth(problem, other))
    })
    if (differ.length === 0) return [clear(`${drawn.length} cases are scored alike in both engines`)]
    return [alarm(`${differ.length} of ${drawn.length} cases are scored otherwise in a second engine`, { cases: differ.length })]
  },
})
