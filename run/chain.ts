import { chain as extend, GENESIS } from '../archive/digest.ts'
import type { Chain } from '../engine/journal/journal.ts'

/** The hash chain of every run's journal. */
export const chain: Chain = { genesis: GENESIS, extend }
