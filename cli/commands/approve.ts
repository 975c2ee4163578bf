import { decideOn } from '../decide.ts'
import type { DecisionArguments } from '../decide.ts'

/** What `ternate approve` takes. */
export type Arguments = DecisionArguments

/** `ternate approve`: signs that a person is for a proposal as it is sealed. */
export const handler = (given: Arguments): void => decideOn('approve', given)
