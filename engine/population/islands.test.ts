import { describe, expect, test } from 'vitest'
import type { Override, Placement } from '../contracts/archive.ts'
import type { Individual, PopulationView } from '../contracts/individual.ts'
import type { Strategy } from '../contracts/manifest.ts'
import { stream } from '../contracts/random.ts'
import { createParts } from '../contracts/strategy.ts'
import type { StrategyParts } from '../contracts/strategy.ts'
import type { Ticket } from '../contracts/ticket.ts'
import { parts } from '../../strategies/fixtures/populations.ts'
import { Islands } from './islands.ts'
import type { IslandsSnapshot } from './islands.ts'
import { RunLineage } from './lineage.ts'
import { Settling } from './settling.ts'
import type { Moved, Recollection, SettlingSnapshot } from './settling.ts'
import { viewOf } from './views.ts'

const individual = (number: number, score: number): Individual => ({
  number,
  parents: [],
  score,
  caseScores: [score],
  cost: 1,
  size: 10,
  signature: `${number}`,
  cell: `${number}`,
})
const seed: Ticket = { kind: 'initial', number: 1, initial: 0 }
const offspringOn = (island: number, number = 2): Ticket => ({
  kind: 'offspring',
  number,
  island,
  parents: [1],
  inspirations: [],
  proposer: 'genetic',
})

const island = { parents: { use: 'greedy' }, proposers: { use: 'genetic' }, survival: { capacity: 10 } }
const strategy: Strategy = {
  name: 'three',
  islands: [island, island, island],
  exchange: [
    { use: 'migration', every: 10, count: 1 },
    { use: 'reset', every: 20 },
  ],
  finalists: 3,
}
const own = createParts(strategy, {}, parts)
const resetting = { ...own, exchange: own.exchange.slice(1) }
const nobody = (): never => {
  throw new Error('nobody is known')
}

/** Islands, and who decides on them, as a search has them. */
class Searched {
  readonly islands: Islands
  readonly settling: Settling
  readonly views: readonly PopulationView[]
  readonly made: StrategyParts

  constructor(made = own, snapshot?: IslandsSnapshot & SettlingSnapshot, individualOf: (number: number) => Individual = nobody) {
    const direction = 'minimize'
    this.made = made
    this.islands = new Islands({ problem: { direction }, survivals: made.islands.map(({ survival }) => survival) }, snapshot, individualOf)
    this.settling = new Settling(this.islands, { direction, clears: true }, snapshot, individualOf)
    const lineage = new RunLineage({ direction, origin: nobody })
    this.views = made.islands.map((_, at) => viewOf(this.islands, at, { commits: () => 0, trainCases: 3, lineage, direction }))
  }

  place(ticket: Ticket, newcomer: Individual): { readonly placement: Placement; readonly improved: boolean } {
    const { placement, changes } = this.settling.place(ticket, newcomer)
    const outcome = { kind: 'unchanged', operator: '', inner: [] } as const
    const best = this.islands.apply({ type: 'commit', ticket, outcome, placement, changes }, undefined, newcomer)
    return { placement, improved: best === newcomer }
  }

  override(override: Override, recollect: (number: number) => Recollection | undefined): void {
    this.settling.override(override, recollect)
    this.islands.apply(override)
  }

  exchange(commits: number, tickets: number): Moved[] {
    return this.made.exchange.flatMap((part) => {
      const view = { islands: this.views, best: this.islands.best, founders: this.settling.founders, commits }
      return part.after(view, stream('')).flatMap((move) => this.settling.carryOut(move, tickets) ?? [])
    })
  }

  snapshot(): IslandsSnapshot & SettlingSnapshot {
    return { ...this.islands.snapshot(), ...this.settling.snapshot() }
  }
}

const create = (...arguments_: ConstructorParameters<typeof Searched>): Searched => new Searched(...arguments_)
const settled = (made = own): Searched => {
  const all = create(made)
  all.place(seed, individual(1, 5))
  return all
}
const living = ({ islands: { populations } }: Searched): number[][] =>
  populations.map(({ individuals }) => individuals.map(({ number }) => number))

describe('islands', () => {
  test('settles seeds everywhere and offspring at home, and knows the best', () => {
    const all = settled()
    expect(living(all)).toEqual([[1], [1], [1]])
    expect(all.place(offspringOn(1), individual(2, 7))).toMatchObject({ placement: { kind: 'placed' }, improved: false })
    expect(all.place(offspringOn(1), individual(3, 4))).toMatchObject({ placement: { kind: 'placed' }, improved: true })
    expect(living(all)).toEqual([[1], [3, 1, 2], [1]])
    expect(all.islands.best?.number).toBe(3)
    expect(all.islands.status()[1]).toEqual({ individuals: 3, cells: 3, best: 4 })
  })

  test('moves migrants and lets an island begin anew when that is due', () => {
    const all = settled()
    all.place(offspringOn(0), individual(2, 4))
    all.place(offspringOn(2), individual(3, 6))
    expect(all.exchange(9, 20)).toEqual([])
    expect(all.exchange(10, 20)).toEqual([{ type: 'migration', from: 0, to: 1, programs: [2], removed: [] }])
    expect(all.exchange(19, 30)).toEqual([])
    expect(living(all)).toEqual([
      [2, 1],
      [2, 1],
      [1, 3],
    ])
    // the best goes on to island 2 before a reset looks for it there and on island 0
    expect(all.exchange(40, 50)).toEqual([{ type: 'migration', from: 1, to: 2, programs: [2], removed: [] }])
    const apart = settled(resetting)
    apart.place(offspringOn(0), individual(2, 4))
    apart.place(offspringOn(2), individual(3, 6))
    expect(apart.exchange(40, 50)).toEqual([{ type: 'reset', island: 2, programs: [1] }])
    expect(living(apart)).toEqual([[2, 1], [1], [1]])
  })

  test('what was under way when its island began anew does not settle there, unless it is the best of all', () => {
    const all = settled(resetting)
    all.place(offspringOn(0), individual(2, 4))
    expect(all.exchange(20, 25)).toEqual([{ type: 'reset', island: 1, programs: [1] }])
    expect(all.place(offspringOn(1, 25), individual(3, 4.5))).toMatchObject({ placement: { kind: 'not-added' }, improved: false })
    expect(all.settling.placeAgain(offspringOn(1, 25), 3, () => individual(3, 4.5)).placement).toEqual({ kind: 'duplicate', of: 3 })
    expect(living(all)).toEqual([[2, 1], [1], [1]])
    const gone = create(own, all.snapshot(), (number) => individual(number, number === 1 ? 5 : 4))
    for (const each of [all, gone]) {
      expect(each.place(offspringOn(2, 25), individual(4, 4.5))).toMatchObject({ placement: { kind: 'placed' } })
      expect(each.place(offspringOn(1, 24), individual(5, 4.5))).toMatchObject({ placement: { kind: 'not-added' } })
      expect(each.place(offspringOn(1, 26), individual(6, 4.5))).toMatchObject({ placement: { kind: 'placed' } })
      expect(each.place(offspringOn(1, 25), individual(7, 3))).toMatchObject({ placement: { kind: 'placed' }, improved: true })
    }
  })

  test('settles again what is known, where islands begin anew', () => {
    const all = settled()
    expect(all.settling.placeAgain(offspringOn(2), 4, () => individual(4, 6)).placement).toEqual({
      kind: 'duplicate',
      of: 4,
      cell: '4',
      removed: [],
    })
    expect(living(all)[2]).toEqual([1, 4])
    expect(all.settling.placeAgain(seed, 5, () => individual(5, 6)).placement).toEqual({ kind: 'duplicate', of: 5 })
  })

  test('a rejected program lives nowhere, one that is kept returns', () => {
    const all = settled()
    all.place(offspringOn(1), individual(2, 4))
    all.override({ type: 'override', program: 2, verdict: 'reject' }, nobody)
    expect(living(all)).toEqual([[1], [1], [1]])
    expect(all.islands.best?.number).toBe(1)
    all.override({ type: 'override', program: 2, verdict: 'keep' }, (number) => ({ individual: individual(number, 4), home: 1 }))
    expect(living(all)).toEqual([[1], [2, 1], [1]])
    expect(all.islands.best?.number).toBe(2)
  })

  test('the last one that lives stays although it is rejected, until there is another', () => {
    const all = settled()
    all.override({ type: 'override', program: 1, verdict: 'reject' }, nobody)
    expect(living(all)).toEqual([[1], [1], [1]])
    all.place(offspringOn(1), individual(2, 9))
    expect(living(all)).toEqual([[2], [2], [2]])
  })

  test('is created again from its snapshot', () => {
    const all = settled()
    all.place(offspringOn(1), individual(2, 4))
    all.override({ type: 'override', program: 1, verdict: 'prefer', over: 2 }, nobody)
    const individuals = new Map([...all.islands.named, ...all.settling.named].map((item) => [item.number, item]))
    const again = create(own, structuredClone(all.snapshot()), (number) => individuals.get(number) as Individual)
    expect(living(again)).toEqual(living(all))
    expect(living(again)[1]).toEqual([1, 2])
    expect(again.snapshot()).toEqual(all.snapshot())
  })
})
