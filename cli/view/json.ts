import type { Finished, RunEvent } from '../../engine/contracts/event.ts'
import { jsonLine } from './text.ts'
import type { View } from './view.ts'

/** The last line of a run for machines; the champion's source is what `ternate show RUN champion --source` prints. */
const finishedLine = ({ champion: { number, id, score, validation }, ...rest }: Finished): object => ({
  ...rest,
  champion: { number, id, score, validation },
})

/** One event a line, as JSON; numbers that JSON does not know become null. */
export const createJsonView = (write: (text: string) => void): View => ({
  show: (event: RunEvent) => write(jsonLine(event.type === 'finished' ? finishedLine(event) : event)),
  say() {},
  close() {},
})
