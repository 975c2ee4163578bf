import type { CapabilityPart } from '../../../engine/contracts/agent-capability.ts'
import { ask } from './ask.ts'
import { files } from './files.ts'
import { note } from './note.ts'
import { person } from './person.ts'
import { test } from './test.ts'
import { tool } from './tool.ts'

/** The capabilities that come with the engine. */
export const capabilityParts: readonly CapabilityPart[] = [ask, files, note, person, test, tool]
