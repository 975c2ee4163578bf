import type { ProposerPart } from '../../engine/contracts/part.ts'
import { evoprompt } from './evoprompt.ts'
import { gepa } from './gepa.ts'
import { instruct } from './instruct.ts'
import { opro } from './opro.ts'
import { promptbreeder } from './promptbreeder.ts'
import { reflexion } from './reflexion.ts'
import { selfRefine } from './self-refine.ts'
import { textgrad } from './textgrad.ts'

/** What published systems that optimise prompts change programs by, as far as they ask models. */
export const publishedParts: readonly ProposerPart[] = [evoprompt, gepa, instruct, opro, promptbreeder, reflexion, selfRefine, textgrad]
