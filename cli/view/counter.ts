import { styleText } from 'node:util'
import { bar } from './bar.ts'
import { count, fit, span } from './text.ts'

/** A line that says how far something is, and how long it will take. */
export interface Counter {
  /** Draws the line; `doing` is what is under way now, when it is not what was said in the beginning. */
  show(done: number, total: number, doing?: string): void
  /** Takes the line away: for what is printed meanwhile, and at the end. */
  clear(): void
}

/** Does something that is counted, and takes the line away at its end, however that comes. */
export async function counted<T>(act: (counter: Counter) => Promise<T>, what: string = ''): Promise<T> {
  const counter = createCounter(what)
  try {
    return await act(counter)
  } finally {
    counter.clear()
  }
}

/** Milliseconds between two drawings, and before the first: what is done sooner needs no line. */
const PACE = 100
const PATIENCE = 2000

/** Columns of the bar, and the share that must be done before an end is foretold. */
const BAR = 24
const ENOUGH = 0.02

/** Counts on stderr where that is a terminal, and nowhere else. Each thing under way has a time of its own. */
export function createCounter(
  what: string,
  terminal: Pick<NodeJS.WriteStream, 'isTTY' | 'columns' | 'write'> = process.stderr,
  now: () => number = () => performance.now(),
): Counter {
  const start = now()
  let begun = { doing: what, at: start }
  let drawn = Number.NEGATIVE_INFINITY
  let visible = false
  return {
    show(done, total, doing = what) {
      const time = now()
      if (doing !== begun.doing) begun = { doing, at: time }
      if (!terminal.isTTY || time - start < PATIENCE || time - drawn < PACE) return
      drawn = time
      visible = true
      const share = total > 0 ? Math.min(1, done / total) : 0
      const left = share < ENOUGH ? undefined : ((time - begun.at) / 1000) * (1 / share - 1)
      const text = `${count(done)} of ${count(total)} ${doing}${left === undefined ? '' : styleText('dim', `, ${span(left)} left`)}`
      terminal.write(`\r\u001b[K${fit(`${bar(share, BAR)} ${text}`, (terminal.columns || 80) - 1)}`)
    },
    clear() {
      if (visible) terminal.write('\r\u001b[K')
      visible = false
    },
  }
}
