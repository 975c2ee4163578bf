import { defineRunner } from '../../engine/contracts/part.ts'
import type { RunnerPart } from '../../engine/contracts/part.ts'
import { openIsolate } from './runner.ts'

/** JavaScript in the sandbox: a process, in it an isolate, in it a realm; on metered fuel. */
export const isolate: RunnerPart = defineRunner({
  name: 'isolate',
  wall: (jail) => jail,
  create: (_options, { problem, jail }) => openIsolate(problem, { jail }),
})
