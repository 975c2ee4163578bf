import { defineSelector, z } from 'ternate'
import type { PopulationView } from 'ternate'

/** Weights that fall off exponentially with the distance from the best score, in parts of what scores spread (Boltzmann selection). */
function weightsOf({ individuals, direction }: PopulationView, temperature: number): number[] {
  const sign = direction === 'minimize' ? 1 : -1
  const costs = individuals.map(({ score }) => sign * score)
  const least = Math.min(...costs)
  const spread = Math.max(...costs) - least || 1
  return costs.map((cost) => Math.exp((least - cost) / (spread * temperature)))
}

export default defineSelector({
  name: 'annealed',
  options: z.strictObject({ temperature: z.number().positive().max(100).default(0.1) }),
  create: ({ temperature }) => ({
    weights: (view) => weightsOf(view, temperature),
    select(view, count, random) {
      const weights = weightsOf(view, temperature)
      const total = weights.reduce((sum, weight) => sum + weight, 0)
      return Array.from({ length: count }, () => {
        let left = random.next() * total
        const at = weights.findIndex((weight) => (left -= weight) < 0)
        return view.individuals.slice(at).slice(0, 1)
      }).flat()
    },
  }),
})
