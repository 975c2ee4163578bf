import { TernateError } from '../contracts/fault.ts'
import type { Head, Journal } from '../journal/journal.ts'
import type { Effects } from '../order/sequencer.ts'
import { apply } from './state.ts'
import type { RunState } from './state.ts'

/** Takes a step that a person asks for, between two others; resolves when what it journals is on disk. */
export function steer(run: RunState, step: () => Effects): Promise<Head> {
  const { promise, resolve, reject } = Promise.withResolvers<Head>()
  const refuse = (): void => reject(atRest())
  if (run.over) {
    refuse()
    return promise
  }
  run.refusals.add(refuse)
  run.steps.push(() => {
    const effects = step()
    const end = (): void => {
      run.refusals.delete(refuse)
      resolve(head)
    }
    if (effects.records.length > 0) {
      run.unsaved += 1
      apply(run, effects, () => {
        end()
        run.mailbox.post(() => (run.unsaved -= 1))
      })
    }
    const { head } = run.journal as Journal
    resettle(run)
    if (effects.records.length === 0) end()
  })
  run.mailbox.post(() => run.steps.shift()?.())
  return promise
}

/** Journals who came back and who left by what people have said. */
export function resettle(run: RunState): void {
  const effects = run.sequencer.resettle()
  if (effects.records.length > 0) apply(run, effects)
}

/** Takes the steps that were asked for in time; later ones are refused. */
export function takeLastSteps(run: RunState): void {
  run.over = true
  for (const step of run.steps.splice(0)) step()
}

/** Refuses the steps that were asked for and not taken. */
export function refuseSteps(run: RunState): void {
  run.over = true
  for (const refuse of run.refusals) refuse()
}

const atRest = (): TernateError =>
  new TernateError('RUN_AT_REST', 'the run has come to rest', 'Say it again: what is said of a run at rest goes into its journal too.')
