import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CommitRecord } from '../contracts/archive.ts'
import type { CaseResult, Evaluation } from '../contracts/evaluation.ts'
import type { Direction } from '../contracts/objective.ts'
import type { Ticket } from '../contracts/ticket.ts'
import { RunLineage } from './lineage.ts'

const scored = (score: number): CaseResult => ({ verdict: 'scored', fuel: 1, score, metrics: {} })
const missed: CaseResult = { verdict: 'error', fuel: 1, reason: 'thrown' }

const caseResult: fc.Arbitrary<CaseResult> = fc.oneof(fc.constantFrom(0, 1, 0.5, 7).map(scored), fc.constant(missed))

/** A program by the share of those there are that each of its parents is, and its cases. */
const program = fc.record({ parents: fc.array(fc.nat(999), { maxLength: 3 }), cases: fc.array(caseResult, { maxLength: 6 }) })

interface Made {
  readonly ticket: Ticket
  readonly cases: readonly CaseResult[]
}

const ticketOf = (number: number, parents: readonly number[]): Ticket =>
  parents.length === 0
    ? { kind: 'initial', number, initial: 0 }
    : { kind: 'offspring', number, island: 0, proposer: 'any', parents, inspirations: [] }

const recordOf = ({ ticket, cases }: Made, number: number): CommitRecord => ({
  type: 'commit',
  ticket,
  outcome: {
    kind: 'evaluated',
    operator: 'any',
    program: { number, id: '', canonicalHash: '', size: 1 },
    evaluation: { set: 'train', verdict: 'scored', cases, metrics: {}, fuel: 1 } satisfies Evaluation,
    inner: [],
  },
})

/** Counts the cases of a program and of all that descends from it, one by one. */
function counted(programs: readonly Made[], number: number, direction: Direction): { passed: number; failed: number } {
  const own = programs[number - 1]?.cases ?? []
  const worse = direction === 'maximize' ? 0 : 1
  const sum = { passed: own.filter((each) => each.verdict === 'scored' && each.score !== worse).length, failed: 0 }
  sum.failed = own.length - sum.passed
  programs.forEach(({ ticket }, k) => {
    if (ticket.kind !== 'offspring' || ticket.parents[0] !== number) return
    const { passed, failed } = counted(programs, k + 1, direction)
    sum.passed += passed
    sum.failed += failed
  })
  return sum
}

describe('a lineage', () => {
  test('counts children and clades as one who looks at every program, whenever it is asked and whenever the run is resumed', () => {
    fc.assert(
      fc.property(
        fc.array(program, { minLength: 1, maxLength: 40 }),
        fc.constantFrom<Direction>('minimize', 'maximize'),
        fc.array(fc.nat(40), { maxLength: 3 }),
        fc.array(fc.nat(40), { maxLength: 3 }),
        (drawn, direction, questions, resumes) => {
          const programs = drawn.map(({ parents, cases }, k): Made => ({
            ticket: ticketOf(
              k + 1,
              parents.flatMap((share) => (k === 0 ? [] : [1 + (share % k)])),
            ),
            cases,
          }))
          const origin = (number: number): CommitRecord | undefined => {
            const made = programs[number - 1]
            return made && recordOf(made, number)
          }
          let lineage = new RunLineage({ direction, origin })
          const first: number[] = []
          const check = (): void => {
            for (let number = 1; number <= first.length; number++) {
              const known = programs.slice(0, first.length)
              expect(lineage.clade(number)).toEqual(counted(known, number, direction))
              expect(lineage.children(number)).toBe(first.filter((parent) => parent === number).length)
              const { ticket } = programs[number - 1] as Made
              expect(lineage.parents(number)).toEqual(ticket.kind === 'offspring' ? ticket.parents : [])
            }
          }
          for (const [k, { ticket, cases }] of programs.entries()) {
            if (resumes.includes(k))
              lineage = new RunLineage({ direction, origin, past: { parents: Uint32Array.from(first), underWay: [] } })
            if (questions.includes(k)) check()
            lineage.add(ticket, cases)
            first.push(ticket.kind === 'offspring' ? (ticket.parents[0] ?? 0) : 0)
          }
          check()
        },
      ),
    )
  })

  test('counts tickets under way, those from before too, until they commit', () => {
    const ticket = ticketOf(2, [1])
    const lineage = new RunLineage({
      direction: 'minimize',
      origin: () => undefined,
      past: { parents: Uint32Array.of(0), underWay: [ticket] },
    })
    expect(lineage.pending(1)).toBe(1)
    lineage.begin(ticketOf(3, [1, 9]))
    lineage.begin(ticketOf(4, []))
    lineage.begin({ kind: 'injection', number: 5, injection: 1, of: 1 })
    expect([lineage.pending(1), lineage.pending(9)]).toEqual([3, 0])
    for (const ended of [ticket, ticketOf(3, [1, 9]), { kind: 'injection', number: 5, injection: 1, of: 1 } as const]) lineage.end(ended)
    expect(lineage.pending(1)).toBe(0)
  })

  test('counts tickets with several parents, under way and over, also from before, and not those that were given up', () => {
    const parts = { direction: 'minimize', origin: () => undefined } as const
    const lineage = new RunLineage(parts)
    for (const number of [2, 3, 4]) lineage.begin(ticketOf(number, [1, 9]))
    lineage.begin(ticketOf(5, [1]))
    lineage.end(ticketOf(2, [1, 9]))
    lineage.forget(ticketOf(3, [1, 9]))
    lineage.end(ticketOf(5, [1]))
    expect([lineage.crossed(1), lineage.crossed(9), lineage.pending(1)]).toEqual([2, 0, 1])
    const { crossed } = lineage.snapshot()
    const again = new RunLineage({ ...parts, past: { parents: Uint32Array.of(0), underWay: [ticketOf(4, [1, 9])], crossed } })
    expect([again.crossed(1), again.pending(1)]).toEqual([2, 1])
  })

  test('costs a commit no more in a long line of descent, as long as nobody asks for clades', () => {
    const lineage = new RunLineage({ direction: 'maximize', origin: () => undefined })
    for (let number = 1; number <= 200_000; number++) lineage.add(ticketOf(number, number === 1 ? [] : [number - 1]), [scored(1)])
    expect(lineage.clade(1)).toEqual({ passed: 200_000, failed: 0 })
    expect(lineage.clade(199_999)).toEqual({ passed: 2, failed: 0 })
  })
})
