import type { IslandStrategy, Strategy } from '../../engine/contracts/manifest.ts'
import { ownParts } from '../../run/parts.ts'

/** A way to choose parents, and what else of an island it cannot do without. */
interface Arm {
  readonly parents: IslandStrategy['parents']
  readonly survival?: IslandStrategy['survival']
}

/**
 * What an arm is, where it is more than a selector of that name with its default options. A selector without a line here takes part with
 * those; a line of one that the registry lacks waits for it.
 */
const ARMS: Readonly<Record<string, Arm>> = {
  /** A (1+1) climber: the last best alone lives. */
  sequential: { parents: { use: 'greedy' }, survival: { capacity: 1 } },
  /** The mixture of the shipped strategy `default`. */
  default: {
    parents: [
      { use: 'tournament', size: 8, weight: 3 },
      { use: 'elite', weight: 1 },
    ],
  },
  // the one option that has no default, as the shipped strategies have it
  tournament: { parents: { use: 'tournament', size: 8 } },
  // these choose among all that ever scored, as their systems do
  dgm: { parents: { use: 'dgm' }, survival: { use: 'keep-all' } },
  'dgm-h': { parents: { use: 'dgm-h' }, survival: { use: 'keep-all' } },
  hgm: { parents: { use: 'hgm' }, survival: { use: 'keep-all' } },
  novelty: { parents: { use: 'novelty' }, survival: { use: 'keep-all' } },
  sica: { parents: { use: 'sica' }, survival: { use: 'keep-all' } },
  group: { parents: { use: 'group', count: 3 } },
}

/** What every arm is compared with. */
export const REFERENCES = ['greedy', 'random', 'sequential'] as const

/** The arms on shipped problems, as far as the registry has their selectors. */
const ON_PROBLEMS = [...REFERENCES, 'default', 'tournament', 'elite', 'funsearch', 'dgm', 'lexicase']
const MOST_ON_PROBLEMS = 8

const isThere = (name: string): boolean =>
  [ARMS[name]?.parents ?? { use: name }].flat().every(({ use }) => ownParts.find('selector', use) !== undefined)

/** Every selector of the registry, and the references, by name. */
export const onLandscapes: readonly string[] = [...new Set([...ownParts.names('selector'), ...Object.keys(ARMS)])].filter(isThere).sort()

/** Those that shipped problems are tried with: the references and the first others that there are. */
export const onProblems: readonly string[] = ON_PROBLEMS.filter(isThere).slice(0, MOST_ON_PROBLEMS)

/** The strategy of an arm: one island on which everything but who is chosen is the same for all. */
export function strategyOf(name: string): Strategy {
  const { parents, survival = { capacity: 100 } } = ARMS[name] ?? { parents: { use: name } }
  const island: IslandStrategy = { parents, survival, proposers: { use: 'genetic' }, acceptance: { use: 'none' } }
  return { name, islands: [island], finalists: 10 }
}
