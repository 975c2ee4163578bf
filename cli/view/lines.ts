import type { RunEvent } from '../../engine/contracts/event.ts'
import { toCaller } from '../paths.ts'
import { count, oneLine, plainLine, score, span } from './text.ts'
import type { Scene, View } from './view.ts'

/** An improvement on one line; `before` is the score that it surpassed. */
export function improvementLine(event: Extract<RunEvent, { type: 'improved' }>, before: number | undefined): string {
  const { evaluations, number, score: now, size, island, operator } = event
  const change = before === undefined ? score(now) : before === now ? `${score(now)}, shorter` : `${score(before)} → ${score(now)}`
  return `${count(evaluations).padStart(8)}  ${change.padEnd(19)}  program ${number}, size ${size}, island ${island + 1}, ${oneLine(operator, 60)}`
}

/** What happens to a model that is asked. */
type ModelEvent = Extract<RunEvent, { type: 'unavailable' | 'returned' | 'adapted' | 'refusing' }>

/** Whether an event is about a model that is asked. */
export const isModelEvent = (event: RunEvent): event is ModelEvent =>
  event.type === 'unavailable' || event.type === 'returned' || event.type === 'adapted' || event.type === 'refusing'

/** What a view says of a model that stalls, is back, or refuses something. */
export function modelLine(event: ModelEvent): string {
  const model = oneLine(event.model, 60)
  if (event.type === 'returned') return `${model} answers again`
  const reason = oneLine(event.reason, 200)
  if (event.type === 'adapted') return `${model} is asked otherwise: ${oneLine(event.change, 100)} (${reason})`
  if (event.type === 'refusing') return `${model} is asked no more: it refuses every question (${reason})`
  return `${model} is left alone for ${span(event.seconds)}: ${reason}`
}

/** What a view says of a fault of one ticket, and of what is stuck. */
export function troubleLine(event: Extract<RunEvent, { type: 'fault' | 'stuck' }>): string {
  if (event.type === 'stuck') return `${oneLine(event.what, 200)} (${event.seconds} s)`
  const { ticket, setAside, code, message } = event
  return `ticket ${ticket} ${setAside ? 'is set aside' : 'is tried once more'}: ${oneLine(message, 200)} [${oneLine(code, 40)}]`
}

const STEERED: Readonly<Record<Extract<RunEvent, { type: 'steered' }>['command'], string>> = {
  pause: 'paused',
  resume: 'resumed',
  stop: 'is to stop',
  finish: 'is to finish',
  note: 'noted',
  review: 'judged',
  inject: 'a program was injected',
}

/** What a view says of what somebody asked of the run. */
export const steeredLine = ({ command, index }: Extract<RunEvent, { type: 'steered' }>): string =>
  `${STEERED[command]}${index === undefined ? '' : ` (record ${index})`}`

/** What a view says of a note that is no longer shown. */
export const withdrawnLine = ({ note, text, reason }: Extract<RunEvent, { type: 'withdrawn' }>): string =>
  `note ${note} is withdrawn, ${oneLine(reason, 200)}: ${oneLine(text, 120)}`

/** What a view says when a run begins. */
export function openingLine({ resumed, seed, workers, out }: Extract<RunEvent, { type: 'started' }>, { problem, strategy }: Scene): string {
  const begin = resumed ? 'goes on with' : 'evolves'
  return `${begin} ${oneLine(problem)}: seed ${oneLine(seed)}, strategy ${oneLine(strategy)}, ${workers} worker${workers === 1 ? '' : 's'}${out === undefined ? '' : `, ${oneLine(toCaller(out))}`}`
}

/** For logs and pipes: a line for the beginning, one for each improvement, one for the end. */
export function createLineView(scene: Scene, write: (text: string) => void): View {
  let best: number | undefined
  const say = (line: string): void => write(`${plainLine(line)}\n`)
  return {
    show(event) {
      if (event.type === 'started') say(openingLine(event, scene))
      if (event.type === 'improved') {
        say(`${improvementLine(event, best)}  ${span(event.seconds)}`)
        best = event.score
      }
      if (isModelEvent(event)) say(modelLine(event))
      if (event.type === 'fault' || event.type === 'stuck') say(troubleLine(event))
      if (event.type === 'steered') say(steeredLine(event))
      if (event.type === 'withdrawn') say(withdrawnLine(event))
      if (event.type === 'stopped') say(`stopped after ${count(event.evaluations)} evaluations`)
    },
    say,
    close() {},
  }
}
