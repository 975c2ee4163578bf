import { askingAs, proposesByModel } from '../contracts/manifest.ts'
import type { ModelStrategy } from '../contracts/manifest.ts'
import type { Proposer } from '../contracts/proposer.ts'
import { completeOptionsOf } from '../contracts/registry.ts'
import type { Registry } from '../contracts/registry.ts'

/** Gives the proposer of a name with its options; undefined where there is none of that name. */
export type Proposers = (name: string, options?: Readonly<Record<string, unknown>>) => Proposer | undefined

/** The proposers of a registry, each made once for its options. They know of the models that are there to propose, and of no others. */
export function createProposers(registry: Registry, asking?: ModelStrategy): Proposers {
  const made = new Map<string, Proposer>()
  const proposing = asking && proposesByModel(asking) ? askingAs(asking, 'propose') : undefined
  return (name, options = {}) => {
    const key = JSON.stringify([name, options])
    const known = made.get(key)
    if (known !== undefined) return known
    const part = registry.find('proposer', name)
    const proposer = part?.create(completeOptionsOf(part, options) as never, proposing)
    if (proposer !== undefined) made.set(key, proposer)
    return proposer
  }
}
