import type { RunEvent, Status } from '../../engine/contracts/event.ts'
import type { Key } from './keys.ts'
import type { Direction } from '../../engine/contracts/problem.ts'

/** What a view must know of a run before its first event. */
export interface Scene {
  readonly problem: string
  readonly unit: string
  readonly direction: Direction
  readonly strategy: string
  readonly status: () => Status
  /** What keys do, where there is a keyboard. */
  readonly keys?: readonly Key[]
}

/** Shows a run while it goes on. */
export interface View {
  show(event: RunEvent): void
  /** Says something beside the events. */
  say(line: string): void
  /** Leaves the terminal as it was found; may be called again. */
  close(): void
}
