import { defineSurvival, z } from 'ternate'
import type { Individual } from 'ternate'

/** The best `count` individuals live, one for each behaviour, in whatever cell they are. */
export default defineSurvival({
  name: 'keep-best',
  options: z.strictObject({ count: z.int().positive().default(20) }),
  create: ({ count }) => ({
    create({ rank, keeps, rejects }, saved) {
      const individuals: Individual[] = saved === undefined ? [] : (saved.snapshot as number[]).map((number) => saved.find(number))
      const elites = (): Individual[] => individuals.filter(({ cell }, at) => individuals.findIndex((one) => one.cell === cell) === at)
      return {
        individuals,
        get elites() {
          return elites()
        },
        get front() {
          return individuals.slice(0, 1)
        },
        insert(one) {
          const twin = individuals.find(({ signature }) => signature === one.signature)
          if (twin !== undefined) return { kind: 'duplicate-behaviour', of: twin.number }
          individuals.push(one)
          individuals.sort(rank)
          const removed = individuals.filter((each, at) => at >= count && !keeps(each))
          const left = removed.includes(one) ? [one] : removed
          individuals.splice(0, individuals.length, ...individuals.filter((each) => !left.includes(each)))
          if (left.includes(one)) return { kind: 'not-added' }
          return { kind: 'placed', elite: elites().includes(one), removed: removed.map(({ number }) => number) }
        },
        reorder() {
          const accepted = individuals.filter((one) => !rejects(one))
          individuals.splice(0, individuals.length, ...(accepted.length > 0 ? accepted : individuals).toSorted(rank))
        },
        snapshot: () => individuals.map(({ number }) => number),
      }
    },
  }),
})
