import assert from 'node:assert/strict'
import { stream } from '../engine/contracts/random.ts'
import type { Scheduler, SchedulerView } from '../engine/contracts/scheduler.ts'
import type { Requirement } from './archive.ts'
import { sampleViews } from './populations.ts'

const TICKETS = 300

/** Islands at a ticket, of which the first one has no share where shares are given. */
function viewAt(ticket: number, count: number, shared: boolean): SchedulerView {
  const islands = sampleViews('scheduler').slice(-count)
  return { ticket, islands, ...(shared ? { shares: islands.map((_, k) => (k === 0 && count > 1 ? 0 : 16 >> (k % 3))) } : {}) }
}

/** Requirements of a scheduler; `make` makes a new one each time. */
export function schedulerRequirements(make: () => Scheduler): Requirement[] {
  return [
    {
      name: 'names an island that there is and that has a share, where there are shares',
      async run() {
        const scheduler = make()
        for (const count of [1, 2, 4])
          for (const shared of [false, true])
            for (let ticket = 1; ticket <= TICKETS; ticket++) {
              const view = viewAt(ticket, count, shared)
              const { propose } = scheduler.next(view, stream(`scheduler/${ticket}`))
              assert.ok(Number.isInteger(propose) && propose >= 0 && propose < count, `island ${propose} of ${count}`)
              assert.ok((view.shares?.[propose] ?? 1) > 0, `island ${propose} has no share`)
            }
      },
    },
    {
      name: 'is a function of the view and the stream, and keeps no state',
      async run() {
        const one = make()
        for (let ticket = 1; ticket <= TICKETS; ticket++) {
          const view = viewAt(ticket, 4, ticket % 2 === 0)
          assert.deepEqual(one.next(view, stream(`again/${ticket}`)), make().next(view, stream(`again/${ticket}`)))
        }
      },
    },
  ]
}
