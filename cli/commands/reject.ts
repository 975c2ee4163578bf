import { decideOn } from '../decide.ts'
import type { DecisionArguments } from '../decide.ts'

/** What `ternate reject` takes. */
export type Arguments = DecisionArguments

/** `ternate reject`: signs that a person is against a proposal as it is sealed. */
export const handler = (given: Arguments): void => decideOn('reject', given)
