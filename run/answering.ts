import type { ModelStrategy } from '../engine/contracts/manifest.ts'
import type { Clock } from '../engine/contracts/workers.ts'
import type { CallQueue } from '../models/call-queue.ts'

/** What questions are answered with. */
export interface Answering {
  readonly asking: ModelStrategy
  readonly queue: CallQueue
  readonly clock: Clock
  /** Seconds that a call waits for a model while all of them rest. */
  readonly patience: number
}

/** Milliseconds between two polls whether a model is back. */
const LOOK = 250

/** Waits for a model to be back, as long as a call waits: one that is named, or any. */
export async function modelBack({ queue, clock, patience }: Omit<Answering, 'asking'>, model?: string): Promise<void> {
  const until = clock.now() + patience * 1000
  const isBack = (): boolean => (model === undefined ? queue.available().length > 0 : queue.available().includes(model))
  while (!isBack() && clock.now() < until) await new Promise<void>((resolve) => clock.after(LOOK, resolve))
}
