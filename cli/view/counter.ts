import { count } from './text.ts'

/** A line that says how far something is. */
export interface Counter {
  show(done: number, total: number): void
  /** Takes the line away. */
  close(): void
}

/** Milliseconds between two drawings. */
const PACE = 100

/** Counts on stderr where that is a terminal, and nowhere else. */
export function createCounter(what: string, terminal: NodeJS.WriteStream = process.stderr): Counter {
  let drawn = Number.NEGATIVE_INFINITY
  return {
    show(done, total) {
      if (!terminal.isTTY || performance.now() - drawn < PACE) return
      drawn = performance.now()
      terminal.write(`\r\u001b[K${count(done)} of ${count(total)} ${what}`)
    },
    close() {
      if (drawn > 0) terminal.write('\r\u001b[K')
    },
  }
}
