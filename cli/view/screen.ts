import { writeSync } from 'node:fs'
import type { WriteStream } from 'node:tty'
import { fit, plainLine, widthOf } from './text.ts'

const HIDE = '\u001b[?25l'
const SHOW = '\u001b[?25h'
const CLEAR_BELOW = '\u001b[0J'

/** A window of a few lines at the foot of a terminal, with log lines above it. */
export interface Screen {
  /** Log lines go above the window, for good. */
  log(line: string): void
  /** Draws the window anew, pending log lines with it. */
  draw(lines: readonly string[]): void
  /** Takes the window away for a while, and gives the cursor back. */
  suspend(): void
  /** Takes hold of the terminal again, below all that was written meanwhile. */
  resume(): void
  /** Takes the window away and gives the cursor back; may be called again. */
  close(): void
}

/**
 * Takes hold of a terminal. Each drawing is one write. The cursor comes back on every exit that a process can see; lines
 * that a narrower window wrapped are counted, so that nothing is left behind.
 */
export function openScreen(terminal: WriteStream): Screen {
  const pending: string[] = []
  let drawn: readonly string[] = []
  let open = true
  // a terminal that does not know its size says 0
  const width = (): number => terminal.columns || 80
  const height = (): number => terminal.rows || 24

  const restore = (): void => {
    try {
      if (open) writeSync(1, SHOW)
    } catch {
      // the terminal has gone
    }
  }
  process.on('exit', restore)
  terminal.write(HIDE)

  /** Moves to the window's first column and row, and clears it. */
  function erase(): string {
    const rows = drawn.reduce((sum, line) => sum + Math.max(1, Math.ceil(widthOf(line) / width())), 0)
    return `\r${rows > 0 ? `\u001b[${rows}A` : ''}${CLEAR_BELOW}`
  }

  /** The log lines that wait, and the window below them, as one text. */
  const compose = (window: readonly string[]): string =>
    erase() + [...pending.splice(0).map((line) => fit(line, width() - 1)), ...window].map((line) => `${plainLine(line)}\n`).join('')

  return {
    log: (line) => void pending.push(line),
    draw(lines) {
      if (!open) return
      const window = lines.slice(0, Math.max(1, height() - 1)).map((line) => fit(line, width() - 1))
      terminal.write(compose(window))
      drawn = window
    },
    suspend() {
      // at once: the process is about to be stopped
      if (open) writeSync(1, compose([]) + SHOW)
      drawn = []
    },
    resume() {
      if (open) terminal.write(HIDE)
    },
    close() {
      if (!open) return
      terminal.write(compose([]) + SHOW)
      open = false
      process.off('exit', restore)
    },
  }
}
