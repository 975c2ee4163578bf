import type { Part } from '../../engine/contracts/part.ts'
import { canary } from './canary.ts'
import { constants } from './constants.ts'
import { denied } from './denied.ts'
import { drift } from './drift.ts'
import { gain } from './gain.ts'
import { gaps } from './gaps.ts'
import { impossible } from './impossible.ts'
import { permuted } from './permuted.ts'
import { secondEngine } from './second-engine.ts'
import { secondVerifier } from './second-verifier.ts'

/** The detectors that come with the engine. */
export const detectorParts: readonly Part[] = [
  canary,
  constants,
  denied,
  drift,
  gain,
  gaps,
  impossible,
  permuted,
  secondEngine,
  secondVerifier,
]
