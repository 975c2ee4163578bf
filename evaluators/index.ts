import type { Part } from '../engine/contracts/part.ts'
import { command } from './command/part.ts'
import { isolate } from './isolate/part.ts'
import { model } from './model/part.ts'

/** The runners that come with the engine. */
export const runnerParts: readonly Part[] = [isolate, model, command]
