import type { Part } from '../engine/contracts/part.ts'
import { anchors } from './acceptance/anchors.ts'
import { cascade } from './acceptance/cascade.ts'
import { minibatch } from './acceptance/minibatch.ts'
import { none } from './acceptance/none.ts'
import { race } from './acceptance/race.ts'
import { sample } from './acceptance/sample.ts'
import { size } from './acceptance/size.ts'
import { growing } from './fuel/growing.ts'
import { ofParent } from './fuel/of-parent.ts'

/** The rules by which offspring are judged: the only parts of strategies that a worker needs. */
export const ruleParts: readonly Part[] = [none, cascade, minibatch, race, sample, size, anchors, growing, ofParent]
