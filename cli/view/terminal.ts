import type { ReadStream, WriteStream } from 'node:tty'
import { canListen, listenTo } from './keys.ts'
import type { Key, Keyboard } from './keys.ts'
import { openScreen } from './screen.ts'
import type { Screen } from './screen.ts'

/** A screen and, where there is one, its keyboard; both are put aside while the process is stopped from its shell. */
export interface Terminal {
  readonly screen: Screen
  /** Whether keys are listened to. */
  readonly listening: boolean
  close(): void
}

/** Takes hold of a terminal; `redraw` is called when it comes back after a stop (Ctrl-Z and `fg`). */
export function openTerminal(output: WriteStream, input: ReadStream, keys: readonly Key[], redraw: () => void): Terminal {
  const screen = openScreen(output)
  let keyboard: Keyboard | undefined
  let open = true

  function listen(): void {
    if (keys.length > 0 && canListen(input)) keyboard = listenTo(input, keys)
  }

  function stop(): void {
    keyboard?.close()
    keyboard = undefined
    screen.suspend()
    process.kill(process.pid, 'SIGSTOP')
  }
  function goOn(): void {
    screen.resume()
    if (keyboard === undefined) listen()
    redraw()
  }
  process.on('SIGTSTP', stop)
  process.on('SIGCONT', goOn)
  listen()

  return {
    screen,
    get listening() {
      return keyboard !== undefined
    },
    close() {
      if (!open) return
      open = false
      process.off('SIGTSTP', stop)
      process.off('SIGCONT', goOn)
      keyboard?.close()
      screen.close()
    },
  }
}
