import { TernateError } from '../contracts/fault.ts'
import type { Individual, PopulationView } from '../contracts/individual.ts'
import type { Random } from '../contracts/random.ts'
import type { NamedSelector } from '../contracts/strategy.ts'

const broken = (use: string, what: string): TernateError =>
  new TernateError(
    'STRATEGY_SELECTOR',
    `the selector ${use} ${what}`,
    'Correct the selector: it chooses among the individuals of the view.',
  )

/**
 * Has a selector choose, and sees that one of a plug-in chose among those that live.
 *
 * @throws TernateError `STRATEGY_SELECTOR`
 */
export function choose(
  { use, selector, foreign = false }: NamedSelector,
  view: PopulationView,
  count: number,
  random: Random,
): readonly Individual[] {
  const chosen = selector.select(view, count, random)
  if (!foreign) return chosen
  if (!Array.isArray(chosen)) throw broken(use, 'gives no list of individuals')
  if (chosen.length > count) throw broken(use, `chooses ${chosen.length} individuals where ${count} are asked for`)
  if (chosen.length === 0 && view.individuals.length > 0) throw broken(use, `chooses none of ${view.individuals.length} individuals`)
  for (const one of chosen as readonly unknown[]) {
    if (typeof one !== 'object' || one === null) throw broken(use, 'chooses what is no individual')
    if (view.find((one as Individual).number) !== one)
      throw broken(use, `chooses individual ${(one as Individual).number}, which does not live on the island`)
  }
  return chosen
}
