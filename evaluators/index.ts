import type { Part } from '../engine/contracts/part.ts'
import { agent } from './agent/part.ts'
import { capabilityParts } from './agent/capabilities/index.ts'
import { command } from './command/part.ts'
import { isolate } from './isolate/part.ts'
import { model } from './model/part.ts'

/** The runners that come with the engine, and the capabilities that programs of one of them may have. */
export const runnerParts: readonly Part[] = [isolate, model, command, agent, ...capabilityParts]
