import assert from 'node:assert/strict'
import { stream } from '../engine/contracts/random.ts'
import type { Scheduled, Scheduler, SchedulerView } from '../engine/contracts/scheduler.ts'
import type { Requirement } from './archive.ts'
import { sampleViews } from './populations.ts'

const TICKETS = 300

/** Train cases on which every individual of the samples is judged: the first ones. */
const JUDGED = 2

/** Train cases of a problem on which every individual is judged, and of one on which none is judged in full. */
const TRAIN_CASES = [JUDGED, JUDGED + 3] as const

/** Islands at a ticket, of which the first one has no share where shares are given. */
function viewAt(ticket: number, count: number, shared: boolean, trainCases: number = JUDGED): SchedulerView {
  const islands = sampleViews('scheduler').slice(-count)
  const shares = islands.map((_, k) => (k === 0 && count > 1 ? 0 : 16 >> (k % 3)))
  // of every third program all cases are judged or under way, of every other third some
  const taken = (program: number): number[] => [[], [JUDGED], [2, 3, 4].slice(0, trainCases - JUDGED)][program % 3] ?? []
  return { ticket, islands, commits: ticket, trainCases, taken, ...(shared ? { shares } : {}) }
}

/** Sees that an island may have a ticket. */
function checkIsland(propose: number, { islands, shares }: SchedulerView): void {
  assert.ok(Number.isInteger(propose) && propose >= 0 && propose < islands.length, `island ${propose} of ${islands.length}`)
  assert.ok((shares?.[propose] ?? 1) > 0, `island ${propose} has no share`)
}

/** Sees that a program can be judged further on these cases. */
function checkCases(program: number, cases: readonly number[], { islands, trainCases, taken }: SchedulerView): void {
  assert.ok(
    islands.some(({ find }) => find(program) !== undefined),
    `program ${program} lives on no island`,
  )
  assert.ok(cases.length > 0, 'no case')
  assert.equal(new Set(cases).size, cases.length, 'a case stands twice')
  for (const at of cases) {
    assert.ok(
      Number.isInteger(at) && at >= JUDGED && at < trainCases,
      `case ${at} of program ${program} is judged, or is none of ${trainCases}`,
    )
    assert.ok(!taken(program).includes(at), `case ${at} of program ${program} is taken`)
  }
}

/** Sees that what a scheduler asks for can be had. */
function check(scheduled: Scheduled, view: SchedulerView): void {
  if ('evaluate' in scheduled) checkCases(scheduled.evaluate, scheduled.cases, view)
  else checkIsland(scheduled.propose, view)
}

/** Requirements of a scheduler; `make` makes a new one each time. */
export function schedulerRequirements(make: () => Scheduler): Requirement[] {
  return [
    {
      name: 'names an island that there is and that has a share, or a program that lives and cases of it that are neither judged nor under way',
      async run() {
        const scheduler = make()
        for (const count of [1, 2, 4])
          for (const trainCases of TRAIN_CASES)
            for (const shared of [false, true])
              for (let ticket = 1; ticket <= TICKETS; ticket++) {
                const view = viewAt(ticket, count, shared, trainCases)
                check(scheduler.next(view, stream(`scheduler/${ticket}`)), view)
              }
      },
    },
    {
      name: 'is a function of the view and the stream, and keeps no state',
      async run() {
        const one = make()
        for (let ticket = 1; ticket <= TICKETS; ticket++) {
          const view = viewAt(ticket, 4, ticket % 2 === 0, TRAIN_CASES[ticket % 2])
          assert.deepEqual(one.next(view, stream(`again/${ticket}`)), make().next(view, stream(`again/${ticket}`)))
        }
      },
    },
  ]
}
