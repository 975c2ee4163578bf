import { alarm, clear, defineDetector, note } from './define.ts'
import type { DetectorPart } from '../../engine/contracts/part.ts'
import type { OriginLog } from '../contracts.ts'

/** Looks for calls that were denied: a program that asks for what it has no right to. */
export const denied: DetectorPart = defineDetector({
  name: 'denied',
  looksFor: 'calls of the candidate that were denied',
  async examine({ candidate, log }) {
    if (log === undefined) return [clear('the candidate came from no run whose calls could be looked at')]
    const own = log.denied.filter(({ program }) => program === candidate.origin?.program)
    const sum = (list: OriginLog['denied']): number => list.reduce((all, { count }) => all + count, 0)
    if (own.length > 0) {
      const names = [...new Set(own.map(({ capability }) => capability))].sort()
      return [alarm(`${sum(own)} calls of the candidate were denied: ${names.join(', ').slice(0, 200)}`, { denied: sum(own) })]
    }
    const others = sum(log.denied)
    return [
      others > 0
        ? note(`${others} calls of other programs of the run were denied, none of the candidate`, { denied: others })
        : clear('no call was denied'),
    ]
  },
})
