import type { Strategy } from '../engine/contracts/manifest.ts'
import { choicesOf } from '../engine/contracts/ref.ts'
import { createRegistry } from '../engine/contracts/registry.ts'
import type { Registry } from '../engine/contracts/registry.ts'
import { model } from '../proposers/model/part.ts'
import { proposerParts } from '../proposers/index.ts'
import { strategyParts } from '../strategies/index.ts'

/** The parts that come with the engine. */
export const ownParts: Registry = createRegistry([...strategyParts, ...proposerParts, model])

/** The proposers that ask models, by name. */
export const askersIn = (registry: Registry): string[] =>
  registry.parts.flatMap((part) => (part.kind === 'proposer' && part.asks === true ? [part.name] : []))

/** The first proposer of a strategy that asks models; undefined where none does. */
export function askerOf({ islands }: Strategy, registry: Registry): string | undefined {
  const askers = new Set(askersIn(registry))
  return islands.flatMap(({ proposers }) => choicesOf(proposers)).find(({ use }) => askers.has(use))?.use
}
