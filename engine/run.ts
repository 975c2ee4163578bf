import { defined } from './contracts/defined.ts'
import type { Journal } from './journal/journal.ts'
import { handOut } from './run/dispatch.ts'
import type { RunEnd, RunHandle, RunParts } from './run/parts.ts'
import { recover } from './run/recover.ts'
import { apply, createRun, raise } from './run/state.ts'
import type { RunState } from './run/state.ts'
import { refuseSteps, steer, takeLastSteps } from './run/steer.ts'

/**
 * The loop of a run: hands out the batches that were drawn, and takes in what comes of them, one message after another. The sequencer
 * decides what a message changes; the loop only journals that and hands out what follows.
 */
async function loop(run: RunState): Promise<RunEnd> {
  const { sequencer, mailbox } = run
  await recover(run)
  while (sequencer.conclusion === undefined) {
    handOut(run)
    if (run.busy === 0 && mailbox.isEmpty) {
      if (run.pausing) break
      if (!run.held && run.unsaved === 0) throw new RangeError('nothing runs and nothing is left to run')
    }
    for (const message of await mailbox.take()) message()
  }
  takeLastSteps(run)
  const journal = run.journal as Journal
  await journal.close()
  return { head: journal.head, conclusion: sequencer.conclusion, ...defined({ cause: run.cause }) }
}

/** Starts a run, or goes on with the one that the archive holds. */
export function startRun(parts: RunParts): RunHandle {
  const run = createRun(parts)
  const { sequencer, mailbox } = run
  const { seconds } = parts.budget
  const cancel =
    seconds === undefined ? undefined : parts.clock.after(seconds * 1000, () => mailbox.post(() => apply(run, sequencer.stop('seconds'))))
  return {
    ended: live(run).finally(() => {
      cancel?.()
      refuseSteps(run)
    }),
    status: () => statusOf(run),
    pause: () =>
      mailbox.post(() => {
        run.pausing = true
      }),
    fail: (error) => mailbox.post(() => raise(error)),
    hold(on) {
      run.held = on
      mailbox.post(() => {})
    },
    intervene: async (intervention) => steer(run, () => sequencer.intervene(intervention)),
    finish: async () => steer(run, () => sequencer.stop('stopped')),
  }
}

/** Runs the loop; when a fault ends it, what was committed until then is on disk before anybody hears of the fault. */
async function live(run: RunState): Promise<RunEnd> {
  try {
    return await loop(run)
  } catch (error) {
    await run.journal?.flush().catch(() => {})
    throw error
  }
}

function statusOf({ sequencer, watch, held, parts: { workers } }: RunState): ReturnType<RunHandle['status']> {
  return {
    ...sequencer.status(),
    ...(held ? { paused: true } : {}),
    timing: { places: workers.size, ...watch.timing(), ...defined({ judging: workers.judging?.() }) },
  }
}
