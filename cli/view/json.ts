import type { Finished, RunEvent } from '../../engine/contracts/event.ts'
import { jsonLine } from './text.ts'
import type { View } from './view.ts'

/** The last line of a run for machines; the champion's source is what `ternate show RUN champion --source` prints. */
const finishedLine = ({
  type,
  reason,
  problem,
  seed,
  evaluations,
  seconds,
  digest,
  champion,
  heldOut,
  faults,
  calls,
  replies,
  out,
  wall,
}: Finished): object => {
  const { number, id, score, validation } = champion
  return {
    type,
    reason,
    problem,
    seed,
    evaluations,
    seconds,
    digest,
    champion: { number, id, score, validation },
    heldOut,
    faults,
    calls,
    replies,
    out,
    wall,
  }
}

/** One event a line, as JSON; numbers that JSON does not know become null. */
export const createJsonView = (write: (text: string) => void): View => ({
  show: (event: RunEvent) => write(jsonLine(event.type === 'finished' ? finishedLine(event) : event)),
  say() {},
  close() {},
})
